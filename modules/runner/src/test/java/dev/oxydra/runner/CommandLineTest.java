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
      daemon.waitFor();
    }
    assertTrue(Files.exists(folder.resolve("w/alice/shared/ended")), "the guest ended cleanly");
    assertEquals(ExitCodes.NOT_RUNNING, runner.run("status"));
    assertFalse(runner.out().contains("left guests behind"), runner::out);
    assertFalse(Files.exists(folder.resolve(".oxydra/run/control.sock")));
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
