package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.oxydra.endtoend.Documents.Block;
import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.UserId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts, the program and the conversation of the guidebook, with a real guest. */
@RequiresTool({"bwrap", "setsid", "curl"})
class DocumentationRunTest {
  @TempDir Path temporary;

  /** One guest for all of it. */
  @Test
  void whatCanBeRunRuns() throws Exception {
    Documents documents = Documents.ofThisProject();
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      Files.createSymbolicLink(
          runner.folder().resolve("runner"), Distribution.built().bin("runner"));
      runner.ok("start");
      framesComeAsShown(runner, documents);
      String configuration = script(runner, documents.guidebook("03-configuration.md"));
      assertTrue(configuration.contains("runtime.max_turns = 10"), configuration);
      assertTrue(configuration.contains("relay.port = 8787"), configuration);
      assertTrue(configuration.contains("[https://chat.example.org]"), configuration);
      everyKeyIsShown(configuration);
      String client = script(runner, documents.guidebook("05-clients.md"));
      assertTrue(client.contains("{\"status\":\"ok\"}{\"healthy\":true,"), client);
      assertTrue(client.contains("\"type\":\"turn_completed\""), client);
      String sessions = script(runner, documents.guidebook("08-sessions.md"));
      assertTrue(sessions.contains("Restored the journal of alice"), sessions);
      assertTrue(sessions.contains("alice: rebuilt from "), sessions);
      String commands = script(runner, documents.guidebook("09-runner.md"));
      assertTrue(commands.contains("\"health\":\"healthy\""), commands);
      assertTrue(commands.contains("nothing has changed"), commands);
    }
  }

  /** Runs a chapter's blocks as one script, as somebody would who follows it. */
  private static String script(RunnerUnderTest runner, Path chapter) throws IOException {
    StringBuilder script = new StringBuilder("cd " + runner.folder() + "\n");
    for (Block block : Documents.blocks(chapter)) {
      if (block.kind().equals("sh run")) {
        script.append(block.text());
      } else if (block.kind().equals("java")) {
        String name = block.text().lines().findFirst().orElse("").replaceFirst("^// ", "");
        Files.writeString(runner.folder().resolve(name), block.text());
      }
    }
    Map<String, String> environment = new HashMap<>(runner.environment());
    environment.put(
        "PATH",
        System.getProperty("java.home") + "/bin" + File.pathSeparator + System.getenv("PATH"));
    Distribution.Ended ended =
        Distribution.run(environment, List.of("sh", "-euc", script.toString()));
    assertEquals(0, ended.exit(), ended.output());
    return ended.output();
  }

  private void everyKeyIsShown(String shown) {
    Set<String> keys =
        shown
            .lines()
            .filter(line -> line.contains("  # "))
            .map(line -> DocumentedKeys.generic(line.substring(0, line.indexOf(" = "))))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> known =
        new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
            .load(temporary, new UserId("bob"), Map.of(), List.of()).entries().stream()
                .map(entry -> DocumentedKeys.generic(entry.key()))
                .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(known, keys);
  }

  private static void framesComeAsShown(RunnerUnderTest runner, Documents documents)
      throws IOException {
    ObjectMapper json = new ObjectMapper();
    for (Block block : documents.blocks()) {
      if (block.kind().equals("text frames")) {
        try (ProtocolClient client = runner.connect()) {
          for (String line : block.text().lines().toList()) {
            if (line.startsWith("→ ")) {
              client.sendText(line.substring(2));
            } else {
              JsonNode frame = json.readTree(line.substring(2));
              List<String> shape = shape(frame.path("payload"), "");
              client.await(
                  frame.path("type").asText(), it -> shape(it, "").equals(shape), PATIENCE);
            }
          }
        }
      }
    }
  }

  /** The paths of all values, with their kinds; what is stable is told with its value. */
  private static List<String> shape(JsonNode node, String path) {
    List<String> shape = new ArrayList<>();
    if (node.isObject()) {
      node.properties().forEach(it -> shape.addAll(shape(it.getValue(), path + "/" + it.getKey())));
    } else if (node.isArray()) {
      node.forEach(it -> shape.addAll(shape(it, path + "/*")));
    } else {
      boolean stable = path.matches(".*/(request_id|turn_id|state|code|message|content|kind)");
      shape.add(path + (stable ? "=" + node.asText() : ":" + node.getNodeType()));
    }
    return shape;
  }
}
