package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.KnownKeys;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.NetworkPolicy;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Setup with answers that come through a pipe. An empty one is what Enter gives. */
@RequiresTool("bwrap")
class SetupTest {
  private static final String KEY = "sk-very-secret";
  private static final Path EXAMPLES =
      Path.of(System.getProperty("oxydra.root", "..")).resolve("examples/config");

  private Path folder;
  private Path config;
  private Path distribution;
  private CapturedHost runner;

  @BeforeEach
  void host() throws IOException {
    folder = Files.createTempDirectory("ox");
    config = folder.resolve(".oxydra");
    distribution = FakeDistribution.in(folder.resolve("dist"));
    runner = new CapturedHost(folder, distribution, Map.of("OLLAMA_HOST", "127.0.0.1:1"));
  }

  @AfterEach
  void removeAll() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void withDefaultsItWritesTheExamplesAndStartsNothing() throws IOException {
    assertEquals(ExitCodes.OK, runner.run("setup", "--yes"), runner::err);
    assertEquals(-1, Files.mismatch(EXAMPLES.resolve("agent.conf"), config.resolve("agent.conf")));
    assertEquals(
        -1, Files.mismatch(EXAMPLES.resolve("runner.conf"), config.resolve("runner.conf")));
    assertTrue(runner.out().contains("Wrote " + config.resolve("agent.conf")), runner::out);
    assertTrue(runner.out().contains("Next: runner tui"), runner::out);
    assertFalse(Files.exists(config.resolve("run")), "nothing was started");
    assertFalse(Files.exists(config.resolve("agent.conf.bak")));
  }

  @Test
  void aServerOfOnesOwnIsRegisteredAndTried() throws IOException {
    try (FakeModelServer server = FakeModelServer.start()) {
      server.reply(FakeReply.status(200, "application/json", "{}"));
      runner.type(
          "other",
          "ftp://example.org",
          server.baseUrl(),
          "lab",
          "qwen",
          "none",
          "process",
          "allowlist",
          "repo1.maven.org *.debian.org:443",
          "yes",
          "no");
      assertEquals(ExitCodes.OK, runner.run("setup"), () -> runner.out() + runner.err());
      assertTrue(runner.out().contains("must be an absolute http"), runner::out);
      assertTrue(runner.out().contains("reachable      lab at 127.0.0.1 answers"), runner::out);
    }
    LoadedConfig loaded = load();
    assertEquals("lab", loaded.agent().selection().provider());
    assertEquals("qwen", loaded.agent().providers().registry().get("lab").defaultModel());
    var shell = loaded.runner().network().tools().get("shell");
    assertEquals(NetworkPolicy.ALLOWLIST, shell.policy());
    assertEquals(List.of("repo1.maven.org", "*.debian.org:443"), shell.allow());
    assertKeepsAllComments("agent.conf");
    assertKeepsAllComments("runner.conf");
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(config.resolve("agent.conf"))));
  }

  @Test
  void whatIsThereIsTheDefaultTheNextTime() throws IOException {
    runner =
        new CapturedHost(
            folder, distribution, Map.of("ANTHROPIC_API_KEY", KEY, "OLLAMA_HOST", "127.0.0.1:1"));
    runner.type("anthropic", "", "claude-haiku-5-5", "", "open", "", "no");
    runner.run("setup", "--offline");
    assertEquals("anthropic", load().agent().selection().provider(), runner::out);
    assertEquals("claude-haiku-5-5", load().agent().selection().model());
    String agent = Files.readString(config.resolve("agent.conf"));
    String rules = Files.readString(config.resolve("runner.conf"));

    runner.type("", "", "", "", "", "no");
    runner.run("setup", "--offline");
    assertTrue(
        runner.out().contains("Nothing had to be changed."), () -> runner.out() + runner.err());
    assertTrue(runner.out().contains("there is one: ANTHROPIC_API_KEY"), runner::out);
    assertFalse(runner.out().contains(KEY), runner::out);

    runner.type("", "", "claude-sonnet-5-5", "", "deny", "", "no");
    assertEquals(ExitCodes.OK, runner.run("setup", "--offline"), () -> runner.out() + runner.err());
    assertEquals(
        agent.replace("model = \"claude-haiku-5-5\"", "model = null"),
        Files.readString(config.resolve("agent.conf")));
    assertEquals(
        rules.replace("shell.policy = open", "shell.policy = deny"),
        Files.readString(config.resolve("runner.conf")));
    assertEquals(agent, Files.readString(config.resolve("agent.conf.bak")));
  }

  @Test
  void whereverTheInputEndsNothingIsWritten() throws IOException {
    String[] answers = {"openai", "environment", "MY_KEY", "gpt-6-luna", "process", "open"};
    for (int given = 0; given <= answers.length; given++) {
      runner.type(Stream.of(answers).limit(given).toArray(String[]::new));
      assertEquals(ExitCodes.FAILED, runner.run("setup", "--offline"));
      assertTrue(runner.err().contains("nothing was changed"), runner::err);
      assertFalse(Files.exists(config), "after " + given + " answers");
    }
    assertTrue(runner.out().contains("Write it? [yes]: "), "the last question was reached");
    runner.type(Stream.concat(Stream.of(answers), Stream.of("no")).toArray(String[]::new));
    assertEquals(ExitCodes.FAILED, runner.run("setup", "--offline"));
    assertFalse(Files.exists(config));
  }

  @Test
  void aTierThatDoesNotWorkHereIsRefusedWithTheReason() throws IOException {
    runner =
        new CapturedHost(
            folder, distribution, Map.of("PATH", "/nowhere", "OLLAMA_HOST", "127.0.0.1:1"));
    runner.type("demo", "process", "", "", "", "");
    assertEquals(ExitCodes.FAILED, runner.run("setup"));
    assertTrue(runner.out().contains("apt install bubblewrap"), runner::out);
    assertFalse(runner.out().contains("Start your agent"), "it couldn't be started");
  }

  @Test
  void aStrongerLayerIsNamed() throws IOException {
    runner =
        new CapturedHost(
            folder,
            distribution,
            Map.of("OXYDRA__SELECTION__PROVIDER", "demo", "OLLAMA_HOST", "127.0.0.1:1"));
    runner.type("auto", "", "", "", "no");
    runner.run("setup", "--offline");
    assertTrue(
        runner
            .out()
            .contains(
                "selection.provider is set in environment variable OXYDRA__SELECTION__PROVIDER too"),
        () -> runner.out() + runner.err());
  }

  @Test
  void aWrongConfigurationIsNotBuiltUpon() throws IOException {
    Files.createDirectories(config);
    Path agent = Files.writeString(config.resolve("agent.conf"), "selection.provder = demo\n");
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("setup", "--yes"));
    assertTrue(runner.err().contains("selection.provder"), runner::err);
    assertEquals("selection.provder = demo\n", Files.readString(agent));
  }

  @Test
  void aTypedKeyGoesToAFileForItsOwnerAlone() throws IOException {
    Assumptions.assumeTrue(KnownKeys.inAgent("providers.registry.<name>.api_key_file"));
    runner.type("openai", "file", "not a key", KEY, "", "", "", "yes", "no");
    runner.run("setup", "--offline");
    Path file = config.resolve("keys/openai");
    assertEquals(KEY + "\n", Files.readString(file), () -> runner.out() + runner.err());
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertFalse(runner.out().contains(KEY), runner::out);
    var registered = load().agent().providers().registry().get("openai");
    assertEquals(KEY, load().keys(Map.of()).find("openai", registered).value());

    runner.type("", "command", "printf  sk-of-a-command", "", "", "", "yes", "no");
    runner.run("setup", "--offline");
    registered = load().agent().providers().registry().get("openai");
    assertEquals("sk-of-a-command", load().keys(Map.of()).find("openai", registered).value());
  }

  private void assertKeepsAllComments(String name) throws IOException {
    List<String> now = Files.readAllLines(config.resolve(name));
    List<String> before =
        Files.readAllLines(EXAMPLES.resolve(name)).stream()
            .filter(line -> line.matches("\\s*# .*"))
            .toList();
    assertTrue(now.containsAll(before));
  }

  private LoadedConfig load() {
    return new ConfigLoader(folder.resolve("etc"), folder.resolve("home"))
        .load(config, new UserId("alice"), Map.of(), List.of());
  }
}
