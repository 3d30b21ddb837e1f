package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command line with a daemon in a process of its own and fake guests in the process tier. */
@RequiresTool("bwrap")
class CommandLineTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Path folder;
  private CapturedHost runner;

  @BeforeEach
  void distribution() throws IOException {
    folder = Files.createTempDirectory("ox");
    Path distribution = FakeDistribution.in(folder.resolve("dist"));
    runner = new CapturedHost(folder, distribution, Map.of("OPENAI_API_KEY", "sk-very-secret"));
    Path config = Files.createDirectories(folder.resolve(".oxydra"));
    Files.writeString(config.resolve("agent.conf"), "selection.provider = demo\n");
    Files.writeString(config.resolve("runner.conf"), "workspace_root = \"../w\"\n");
  }

  @AfterEach
  void stopAll() throws IOException {
    runner.run("stop", "--all");
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void aLifeOfAnAgent() throws Exception {
    assertEquals(ExitCodes.OK, runner.run("start"), runner::err);
    assertTrue(runner.out().contains("is ready"), runner::out);
    assertEquals(ExitCodes.OK, runner.run("start"), runner::err);
    assertTrue(runner.out().contains("runs already"), runner::out);

    assertEquals(ExitCodes.OK, runner.run("status"));
    assertTrue(runner.out().contains("alice  running"), runner::out);
    assertEquals(ExitCodes.OK, runner.run("status", "--json"));
    JsonNode guest = Json.mapper().readTree(runner.out()).at("/guests/0");
    assertTrue(guest.get("endpoint").asText().matches("ws://127.0.0.1:\\d+/ws"), guest::toString);
    assertEquals("token\n", Files.readString(Path.of(guest.get("token_file").asText())));

    assertEquals(ExitCodes.NOT_RUNNING, runner.run("--user", "bob", "status"));
    assertEquals(ExitCodes.OK, runner.run("logs", "--role", "daemon"));
    assertTrue(runner.out().contains("is ready"), runner::out);
    assertEquals(ExitCodes.OK, runner.run("doctor"), runner::out);
    assertFalse(runner.out().contains("sk-very-secret"));

    String endpoint = guest.get("endpoint").asText();
    assertEquals(ExitCodes.OK, runner.run("restart"), runner::err);
    runner.run("status", "--json");
    JsonNode again = Json.mapper().readTree(runner.out()).at("/guests/0");
    assertEquals(endpoint, again.get("endpoint").asText(), "the port stays");
    assertFalse(guest.get("pid").equals(again.get("pid")));

    assertEquals(ExitCodes.OK, runner.run("stop"), runner::err);
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status"));
  }

  @Test
  void theDaemonHoldsNoKeyInItsEnvironment() throws Exception {
    assertEquals(ExitCodes.OK, runner.run("start"), runner::err);
    String environment = Files.readString(Path.of("/proc", daemonPid(), "environ"));
    assertTrue(environment.contains("PATH="));
    assertFalse(environment.contains("sk-very-secret"));
  }

  @Test
  void aKilledDaemonLeavesItsGuestWhichTheNextStartTakesOver() throws Exception {
    assertEquals(ExitCodes.OK, runner.run("start"), runner::err);
    runner.run("status", "--json");
    long guest = Json.mapper().readTree(runner.out()).at("/guests/0/pid").asLong();
    killDaemon();
    assertTrue(ProcessHandle.of(guest).filter(ProcessHandle::isAlive).isPresent());
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status"));
    assertTrue(runner.out().contains("left guests behind"), runner::out);

    assertEquals(ExitCodes.OK, runner.run("start"), runner::err);
    runner.run("status", "--json");
    assertEquals(guest, Json.mapper().readTree(runner.out()).at("/guests/0/pid").asLong());

    killDaemon();
    assertEquals(ExitCodes.OK, runner.run("stop"));
    assertTrue(runner.out().contains("had left"), runner::out);
  }

  @Test
  void wrongConfigurationStartsNothing() throws Exception {
    Files.writeString(
        folder.resolve(".oxydra/agent.conf"),
        "runtime.max_turn = 3\nruntime.turn_timeout = soon\n");
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("start"), runner::err);
    assertTrue(runner.err().contains("agent.conf:1: runtime.max_turn"), runner::err);
    assertTrue(runner.err().contains("agent.conf:2: runtime.turn_timeout"), runner::err);
    assertFalse(Files.exists(folder.resolve(".oxydra/run")));
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("config", "check"));
    assertEquals(ExitCodes.FAILED, runner.run("doctor"));
  }

  @Test
  void aGuestThatDiesIsAnErrorWithItsLastLines() throws Exception {
    Path shared = Files.createDirectories(folder.resolve("w/alice/shared"));
    Files.writeString(shared.resolve("behaviour"), FakeGuest.DIES);
    assertEquals(ExitCodes.FAILED, runner.run("start"));
    assertTrue(runner.err().contains("ended before it was ready"), runner::err);
    assertTrue(runner.err().contains("| This guest dies of its own will"), runner::err);
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status"));
    assertTrue(runner.out().contains("failed"), runner::out);
  }

  @Test
  void inTheForegroundItIsTheDaemonUntilItIsAskedToEnd() throws Exception {
    Path log = folder.resolve("foreground.log");
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("dist/bin/runner").toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.command().addAll(List.of("--user", "alice", "start", "--foreground"));
    Process daemon = builder.start();
    try {
      Await.until(
          "the guest",
          PATIENCE,
          () -> !daemon.isAlive() || Files.readString(log).contains("is ready"));
      assertEquals(ExitCodes.OK, runner.run("status"), () -> runner.out() + log);
      assertEquals(Long.toString(daemon.pid()), daemonPid());
    } finally {
      daemon.destroy();
      assertEquals(ExitCodes.OK, daemon.waitFor(), "a TERM is its ordinary end");
    }
    assertTrue(Files.exists(folder.resolve("w/alice/shared/ended")), "the guest ended cleanly");
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status"));
    assertFalse(runner.out().contains("left guests behind"), runner::out);
    assertFalse(Files.exists(folder.resolve(".oxydra/run/control.sock")));
  }

  @Test
  void allUsersAreStartedAndStopped() throws Exception {
    Path users = Files.createDirectories(folder.resolve(".oxydra/users"));
    for (String user : List.of("alice", "bob")) {
      Files.writeString(users.resolve(user + ".conf"), "");
    }
    Files.writeString(users.resolve("No User.conf"), "");
    assertEquals(ExitCodes.OK, runner.run("start", "--all"), runner::err);
    assertTrue(runner.out().contains("alice is ready"), runner::out);
    assertTrue(runner.out().contains("bob is ready"), runner::out);
    assertEquals(ExitCodes.OK, runner.run("start", "--all"));
    assertTrue(runner.out().contains("bob runs already"), runner::out);
    assertEquals(ExitCodes.OK, runner.run("--user", "bob", "status", "--json"));
    JsonNode guest = Json.mapper().readTree(runner.out()).at("/guests/0");
    assertEquals("healthy", guest.get("health").asText(), guest::toString);
    assertEquals(4, guest.at("/activity/sessions").asInt(), guest::toString);
    assertEquals("0.25", guest.at("/activity/spend_today_usd").asText(), guest::toString);

    Files.writeString(users.resolve("bob.conf"), "tier = nothing\n");
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("restart", "--all"));
    assertTrue(runner.err().contains("bob.conf:1"), runner::err);
    runner.run("--user", "bob", "status", "--json");
    assertEquals(guest.get("pid"), Json.mapper().readTree(runner.out()).at("/guests/0/pid"));

    assertEquals(ExitCodes.OK, runner.run("stop", "--all"), runner::err);
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status"));
  }

  @Test
  void reloadSaysWhatTakesEffectAndAWrongConfigurationChangesNothing() throws Exception {
    assertEquals(ExitCodes.OK, runner.run("start"), runner::err);
    assertEquals(ExitCodes.OK, runner.run("reload"), runner::err);
    assertTrue(runner.out().contains("nothing has changed"), runner::out);

    Path agent = folder.resolve(".oxydra/agent.conf");
    Files.writeString(agent, "selection.provider = demo\nruntime.max_turn = 3\n");
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("reload"));
    assertTrue(runner.err().contains("agent.conf:2: runtime.max_turn"), runner::err);

    Files.writeString(
        agent,
        """
        selection.provider = demo
        runtime.max_turns = 3
        providers.registry.openai.base_url = "https://example.org/v1"
        """);
    assertEquals(ExitCodes.OK, runner.run("reload", "--all"), runner::err);
    List<String> told = runner.out().lines().toList();
    assertTrue(told.get(0).contains("from now on"), runner::out);
    assertTrue(told.get(1).endsWith("→ https://example.org/v1"), runner::out);
    assertTrue(told.get(2).contains("started again"), runner::out);
    assertTrue(told.get(3).contains("runtime.max_turns: "), runner::out);
    assertEquals(4, told.size(), runner::out);
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("--user", "bob", "reload"));
  }

  @Test
  void variablesReachTheProgramsThatTheyAreFor() throws Exception {
    Files.writeString(
        folder.resolve(".oxydra/runner.conf"),
        "workspace_root = \"../w\"\nenvironment.allow = [\"T_*\"]\n");
    Path file = Files.writeString(folder.resolve("vars.env"), "T_ONE='from file'\nT_TWO=2\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("start", "--env", "OTHER=1"));
    assertTrue(runner.err().contains("environment.allow"), runner::err);
    assertEquals(ExitCodes.WRONG_INPUT, runner.run("start", "--env", "T_KEY=sk-very-secret"));
    assertFalse(Files.exists(folder.resolve(".oxydra/run")));

    assertEquals(
        ExitCodes.OK,
        runner.run(
            "start", "--env-file", "vars.env", "--env", "T_TWO=3", "--env", "SHELL_T_THREE=x=y"),
        runner::err);
    Path processes = folder.resolve(".oxydra/run/alice.guest.json");
    assertFalse(Files.readString(processes).contains("from file"), "they are in memory only");
    runner.run("status", "--json");
    long pid = Json.mapper().readTree(runner.out()).at("/guests/0/pid").asLong();
    String guest = environment(pid);
    assertTrue(guest.contains("\0T_ONE=from file\0"), guest);
    assertTrue(guest.contains("\0T_TWO=3\0"), guest);
    assertFalse(guest.contains("T_THREE"), guest);
    JsonNode shell =
        Await.value(
            "the shell daemon's report",
            PATIENCE,
            () ->
                Json.mapper()
                    .readTree(folder.resolve("w/alice/shared/shell-report.json").toFile()));
    String told = shell.toString();
    assertTrue(told.contains("x=y") && !told.contains("from file"), told);
  }

  private static String environment(long pid) throws IOException {
    return "\0" + Files.readString(Path.of("/proc", Long.toString(pid), "environ"));
  }

  @Test
  void aPathThatIsTooLongForSocketsStartsNothing() throws Exception {
    Path deep = Files.createDirectories(folder.resolve("d".repeat(100)));
    assertEquals(ExitCodes.FAILED, runner.run("--dir", deep.toString(), "start"));
    assertTrue(runner.err().contains("is over 107 bytes"), runner::err);
    assertFalse(Files.exists(deep.resolve(".oxydra")));
    Files.writeString(folder.resolve(".oxydra/runner.conf"), "workspace_root = \"" + deep + "\"\n");
    assertEquals(ExitCodes.FAILED, runner.run("start"));
    assertTrue(runner.err().contains("shorter workspace_root"), runner::err);
    assertFalse(Files.exists(folder.resolve(".oxydra/run")));
  }

  private String daemonPid() throws IOException {
    return Files.readString(folder.resolve(".oxydra/run/daemon.pid")).strip();
  }

  private void killDaemon() throws IOException {
    ProcessHandle daemon = ProcessHandle.of(Long.parseLong(daemonPid())).orElseThrow();
    daemon.destroyForcibly();
    Await.until("the daemon's end", PATIENCE, () -> !daemon.isAlive());
  }
}
