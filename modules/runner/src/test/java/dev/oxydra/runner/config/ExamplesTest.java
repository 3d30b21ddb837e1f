package dev.oxydra.runner.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the examples say is what the program does. */
class ExamplesTest {
  private static final UserId ALICE = new UserId("alice");
  private static final Path EXAMPLES =
      Path.of(System.getProperty("oxydra.root", "..")).resolve("examples/config");

  @TempDir Path temporary;

  @Test
  void firstRunWritesTheExamplesOnce() throws IOException {
    Path folder = temporary.resolve("new/.oxydra");

    List<Path> written = FirstRun.write(folder, ALICE);

    assertEquals(
        List.of(
            folder.resolve("agent.conf"),
            folder.resolve("runner.conf"),
            folder.resolve("users/alice.conf")),
        written);
    assertEquals(-1, Files.mismatch(EXAMPLES.resolve("agent.conf"), written.get(0)));
    assertEquals(-1, Files.mismatch(EXAMPLES.resolve("runner.conf"), written.get(1)));
    assertEquals(-1, Files.mismatch(EXAMPLES.resolve("runner-user.conf"), written.get(2)));
    for (Path file : written) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));

    Files.writeString(written.get(0), "runtime.max_turns = 3");
    Files.delete(written.get(1));
    assertEquals(List.of(written.get(1)), FirstRun.write(folder, ALICE));
    assertEquals("runtime.max_turns = 3", Files.readString(written.get(0)));
  }

  @Test
  void asTheyAreTheyChangeNothing() throws IOException {
    Path folder = temporary.resolve(".oxydra");
    LoadedConfig defaults = load(folder);

    FirstRun.write(folder, ALICE);

    LoadedConfig examples = load(folder);
    assertEquals(defaults.agent(), examples.agent());
    assertEquals(defaults.runner(), examples.runner());
    assertEquals(defaults.user(), examples.user());
  }

  @Test
  void theValuesThatTheyShowAreTheDefaults() throws IOException {
    Path folder = temporary.resolve(".oxydra");
    LoadedConfig defaults = load(folder);
    Files.createDirectories(folder.resolve("users"));
    Files.writeString(folder.resolve("agent.conf"), uncommented("agent.conf"));
    Files.writeString(folder.resolve("runner.conf"), uncommented("runner.conf"));
    Files.writeString(folder.resolve("users/alice.conf"), uncommented("runner-user.conf"));

    LoadedConfig shown = load(folder);

    assertEquals(defaults.agent().selection(), shown.agent().selection());
    assertEquals(
        new TreeMap<>(defaults.agent().providers().registry()),
        new TreeMap<>(shown.agent().providers().registry()));
    assertEquals(defaults.agent(), shown.agent());
    assertEquals(defaults.runner(), shown.runner());
    assertEquals(defaults.user(), shown.user());
  }

  @Test
  void theExamplesInThemCanBeUsed() throws IOException {
    Path folder = temporary.resolve(".oxydra");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("agent.conf"), examples("agent.conf"));

    LoadedConfig config = load(folder);
    Roster roster = Roster.of(config, Map.of("OPENAI_API_KEY", "k", "ANTHROPIC_API_KEY", "k"));

    assertEquals(List.of(), config.warnings());
    assertEquals(List.of(), roster.reasons());
    assertEquals(
        List.of("default", "reviewer"),
        roster.agents().stream().map(Bootstrap.Agent::name).toList());
    assertEquals("anthropic", roster.agents().get(1).model().provider().value());
    assertEquals(ReasoningEffort.HIGH, roster.agents().get(1).reasoning());
    assertEquals(
        List.of("anthropic/claude-sonnet-5-5", "workshop/qwen3-coder"),
        roster.fallbacks().stream().map(ModelRef::toString).toList());
  }

  @Test
  void everyKeyIsInThem() throws IOException {
    everyKeyIn("agent.conf", AgentConfig.class);
    everyKeyIn("runner.conf", RunnerConfig.class);
    everyKeyIn("runner-user.conf", UserConfig.class);
  }

  private static void everyKeyIn(String name, Class<?> type) throws IOException {
    Config shown =
        ConfigFactory.parseString(uncommented(name))
            .withFallback(ConfigFactory.parseString(examples(name)));
    for (String path : Keys.paths(type, "")) {
      String key =
          path.replace("agents.<name>", "agents.reviewer")
              .replace("servers.<name>", "servers.files")
              .replace("tools.<name>", "tools.shell")
              .replace("<name>", "openai");
      assertTrue(shown.hasPathOrNull(key), () -> key + " is not in " + name);
    }
  }

  private static String uncommented(String name) throws IOException {
    return Files.readString(EXAMPLES.resolve(name)).replaceAll("(?m)^(\\s*)#(?=\\S)", "$1");
  }

  /** The lines with three spaces or more after the mark. */
  private static String examples(String name) throws IOException {
    return Files.readAllLines(EXAMPLES.resolve(name)).stream()
        .map(String::strip)
        .filter(line -> line.startsWith("#   "))
        .map(line -> line.substring(1))
        .collect(Collectors.joining("\n"));
  }

  private LoadedConfig load(Path folder) {
    return new ConfigLoader(temporary.resolve("etc"), temporary.resolve("home"))
        .load(folder, ALICE, Map.of(), List.of());
  }
}
