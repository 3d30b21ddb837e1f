package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.RequiresTool;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import picocli.CommandLine.ParseResult;

/** What {@code examples} has for service managers. */
class ServiceExamplesTest {
  private static final String INSTALLED = "/opt/oxydra/bin/runner";

  @TempDir private Path folder;

  private static String example(String name) throws Exception {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("examples/systemd"))) {
      at = at.getParent();
    }
    return Files.readString(at.resolve("examples").resolve(name));
  }

  /** The grammar takes the words, and they are those that a service needs. */
  private static void isCommand(List<String> words) {
    assertEquals(INSTALLED, words.getFirst());
    ParseResult parsed =
        CommandTree.of().parseArgs(words.subList(1, words.size()).toArray(String[]::new));
    ParseResult start = parsed.subcommand();
    assertInstanceOf(StartCommand.class, start.commandSpec().userObject());
    assertTrue(start.hasMatchedOption("--foreground"));
    assertTrue(start.hasMatchedOption("--all"));
    assertTrue(parsed.hasMatchedOption("--dir"));
  }

  @Test
  void theCommandOfTheUnitExists() throws Exception {
    String command =
        example("systemd/oxydra.service")
            .lines()
            .filter(line -> line.startsWith("ExecStart="))
            .findFirst()
            .orElseThrow()
            .substring("ExecStart=".length());
    isCommand(Arrays.asList(command.split(" ")));
  }

  @Test
  @RequiresTool("systemd-analyze")
  void systemdTakesTheUnit() throws Exception {
    Path runner = Files.writeString(folder.resolve("runner"), "#!/bin/sh\n");
    Files.setPosixFilePermissions(runner, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path unit = folder.resolve("oxydra.service");
    Files.writeString(
        unit, example("systemd/oxydra.service").replace(INSTALLED, runner.toString()));
    ProcessBuilder builder =
        new ProcessBuilder("systemd-analyze", "--user", "--man=no", "verify", unit.toString())
            .redirectErrorStream(true);
    builder.environment().put("XDG_RUNTIME_DIR", folder.toString());
    Process verify = builder.start();
    verify.getOutputStream().close();
    String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, verify.waitFor(), said);
    assertTrue(!said.contains("oxydra.service"), said);
  }

  @Test
  void theCommandOfThePropertyListExists() throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    DocumentBuilder builder = factory.newDocumentBuilder();
    // Apple's grammar stays where it is.
    builder.setEntityResolver((publicId, systemId) -> new InputSource(new StringReader("")));
    Document list =
        builder.parse(
            new InputSource(new StringReader(example("launchd/dev.oxydra.runner.plist"))));
    NodeList words =
        ((org.w3c.dom.Element) list.getElementsByTagName("array").item(0))
            .getElementsByTagName("string");
    isCommand(
        IntStream.range(0, words.getLength())
            .mapToObj(index -> words.item(index).getTextContent())
            .toList());
  }
}
