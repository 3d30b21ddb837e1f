package dev.oxydra.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VaultCopyToolTest {
  private static final String SECRET = "SECRET-51d0";

  @TempDir Path folder;
  ToolBench bench;

  @BeforeEach
  void prepare() throws IOException {
    bench = new ToolBench(folder, "");
    Files.writeString(bench.vault.resolve("key"), SECRET);
    Files.createDirectories(bench.vault.resolve("more"));
    Files.writeString(bench.outside.resolve("secret.txt"), SECRET);
    Files.createSymbolicLink(bench.vault.resolve("out"), bench.outside.resolve("secret.txt"));
    Files.createSymbolicLink(bench.shared.resolve("out"), bench.outside);
    Files.createSymbolicLink(bench.shared.resolve("vault"), bench.vault);
  }

  private ToolOutput copy(String source, String destination) throws Exception {
    return bench.run(
        "vault_copyto", "{'source': '%s', 'destination': '%s'}".formatted(source, destination));
  }

  @Test
  void copiesAndNamesBothSteps() throws Exception {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    Path source = Files.write(bench.vault.resolve("more/data.bin"), bytes);
    Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("r--------"));
    assertEquals(
        ToolOutput.ok(
            "Read 300000 bytes of /vault/more/data.bin\nWrote 300000 bytes to /tmp/new/d"),
        copy("/vault/more/data.bin", "/tmp/new/d"));
    Path written = bench.tmp.resolve("new/d");
    assertEquals(
        "r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(written)));
    assertTrue(copy("/vault/key", "/tmp/new/d").ok());
    assertEquals(SECRET, Files.readString(written));
    try (var names = Files.list(written.getParent())) {
      assertEquals(List.of(written), names.toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/vault/key,/vault/copy",
    "/vault/key,/shared/out/copy",
    "/vault/key,/shared/vault/copy",
    "/vault/key,/etc/oxydra-copy",
    "/vault/key,/shared/../outside/copy",
    "/vault/key,/shared",
    "/vault/out,copy",
    "/vault/../outside/secret.txt,copy",
    "/vault/more,copy",
    "/vault/none,copy",
    "/vault,copy",
    "/shared/out/secret.txt,copy",
    "/etc/hostname,copy",
    "key,copy"
  })
  void refusesAllElse(String source, String destination) throws Exception {
    ToolOutput output = copy(source, destination);
    assertFalse(output.ok(), output.text());
    assertFalse(Files.exists(bench.shared.resolve("copy")));
    assertFalse(Files.exists(bench.outside.resolve("copy")));
    assertFalse(Files.exists(bench.vault.resolve("copy")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file_read {'path': '%s/key'}",
        "file_list {'path': '%s'}",
        "file_search {'path': '%s', 'regex': 'SECRET'}",
        "file_write {'path': '%s/key', 'content': 'x'}",
        "file_edit {'path': '%s/key', 'edits': [{'old_text': 'SECRET', 'new_text': 'x'}]}",
        "file_delete {'path': '%s/key'}",
        "shell_exec {'command': 'cat key', 'directory': '%s'}"
      })
  void noOtherToolReachesTheVault(String call) throws Exception {
    int space = call.indexOf(' ');
    String name = call.substring(0, space);
    ToolOutput direct = bench.run(name, call.substring(space + 1).formatted("/vault"));
    assertEquals(ToolOutput.failed("/vault can only be read by vault_copyto"), direct);
    ToolOutput linked = bench.run(name, call.substring(space + 1).formatted("/shared/vault"));
    assertFalse(linked.ok(), linked.text());
    assertFalse(linked.text().contains(SECRET));
    assertEquals(SECRET, Files.readString(bench.vault.resolve("key")));
  }

  @Test
  void whatIsMissingIsNotListed() throws Exception {
    assertEquals(ToolOutput.failed("There is no /vault/none"), copy("/vault/none", "x"));
    assertTrue(bench.run("file_list", "{'path': '/'}").text().contains("vault_copyto"));
  }
}
