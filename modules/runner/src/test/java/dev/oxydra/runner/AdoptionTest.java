package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.isolation.ProcessEnd;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Json;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Daemons that are killed, and those that come after, with fake guests in the process tier. */
@RequiresTool("bwrap")
class AdoptionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final UserId ALICE = new UserId("alice");

  private Path folder;
  private Path distribution;
  private CapturedHost runner;

  @BeforeEach
  void distribution() throws IOException {
    folder = Files.createTempDirectory("ox");
    distribution = FakeDistribution.in(folder.resolve("dist"));
    runner = host(folder, Map.of("OPENAI_API_KEY", "sk-very-secret"));
    configure(folder, "agent.conf", "selection.provider = demo\n");
    configure(folder, "runner.conf", "workspace_root = \"../w\"\n");
  }

  private CapturedHost host(Path home, Map<String, String> variables) {
    return new CapturedHost(home, distribution, variables);
  }

  private static void configure(Path home, String file, String text) throws IOException {
    Files.writeString(Files.createDirectories(home.resolve(".oxydra")).resolve(file), text);
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
  void theNextDaemonTakesOverEverybodysGuest() throws Exception {
    ok("start");
    ok("--user", "bob", "start");
    JsonNode alice = guest("alice");
    JsonNode bob = guest("bob");
    long shell = awaitShell(ALICE, -1);
    long daemon = killDaemon();

    ok("start");
    assertTrue(runner.out().contains("runs already"), runner::out);
    assertNotEquals(daemon, daemonPid());
    for (JsonNode before : List.of(alice, bob)) {
      JsonNode after = awaitRunning(before.path("user").asText());
      for (String field : List.of("pid", "endpoint", "started_at", "restarts", "model")) {
        assertEquals(before.path(field), after.path(field), field);
      }
    }
    assertEquals(shell, awaitShell(ALICE, -1));
    assertAnswers(alice.path("endpoint").asText());

    ok("stop", "--all");
    assertFalse(runs(alice.path("pid").asLong()));
    assertFalse(runs(bob.path("pid").asLong()));
    assertFalse(runs(shell));
    assertTrue(Files.exists(folder.resolve("w/alice/shared/ended")), "it was asked to end");
  }

  @Test
  void whatHasDiedOfAPairIsStartedAgain() throws Exception {
    ok("start");
    ok("--user", "bob", "start");
    long guest = guest("alice").path("pid").asLong();
    long shell = awaitShell(ALICE, -1);
    UserId bobs = new UserId("bob");
    long bobsGuest = guest("bob").path("pid").asLong();
    long bobsShell = awaitShell(bobs, -1);
    killDaemon();
    kill(guest);
    kill(bobsShell);

    ok("start");
    JsonNode again = awaitRunning("alice");
    assertNotEquals(guest, again.path("pid").asLong());
    assertEquals(1, again.path("restarts").asInt());
    assertEquals(shell, awaitShell(ALICE, -1), "the shell daemon goes on");
    assertEquals(bobsGuest, awaitRunning("bob").path("pid").asLong());
    awaitShell(bobs, bobsShell);
  }

  @Test
  void aDaemonThatIsKilledAgainAndAgainLosesNothing() throws Exception {
    ok("start");
    long guest = guest("alice").path("pid").asLong();
    for (int kill = 0; kill < 3; kill++) {
      killDaemon();
      ok("start");
      assertEquals(guest, awaitRunning("alice").path("pid").asLong());
    }
  }

  @Test
  void aGuestThatCanNotBePlannedAnyMoreIsLeftAsItIs() throws Exception {
    ok("start");
    long guest = guest("alice").path("pid").asLong();
    killDaemon();
    configure(folder, "agent.conf", "runtime.max_turn = 3\n");
    startDaemon();
    JsonNode left = guest("alice");
    assertEquals("running", left.path("state").asText());
    assertEquals(guest, left.path("pid").asLong());
    JsonNode reason = left.at("/degraded_reasons/0");
    assertEquals("not_supervised", reason.path("code").asText());
    assertTrue(reason.path("detail").asText().contains("runtime.max_turn"), reason::toString);
    assertTrue(runs(guest));

    configure(folder, "agent.conf", "selection.provider = demo\n");
    ok("start");
    JsonNode mended = awaitRunning("alice");
    assertEquals(guest, mended.path("pid").asLong());
    assertTrue(mended.path("degraded_reasons").isEmpty(), mended::toString);
  }

  @Test
  void aGuestThatIsLeftCanBeStopped() throws Exception {
    ok("start");
    long guest = guest("alice").path("pid").asLong();
    killDaemon();
    configure(folder, "runner.conf", "workspace_root = \"../elsewhere\"\n");
    startDaemon();
    String why = guest("alice").at("/degraded_reasons/0/detail").asText();
    assertTrue(why.contains(folder.resolve("elsewhere").toString()), why);
    assertTrue(runs(guest));
    ok("stop");
    assertFalse(runs(guest));
  }

  @Test
  void keysThatWentWithTheDaemonAreBroughtByTheNextStart() throws Exception {
    configure(folder, "agent.conf", "selection.provider = auto\n");
    ok("start");
    assertEquals("openai", guest("alice").path("provider").asText());
    killDaemon();
    CapturedHost keyless = host(folder, Map.of("OLLAMA_HOST", "127.0.0.1:9"));
    assertEquals(ExitCodes.OK, keyless.run("--user", "bob", "start"), keyless::err);
    JsonNode alice = awaitRunning("alice");
    assertEquals("openai", alice.path("provider").asText(), "not another one");
    assertEquals("missing_key", alice.at("/degraded_reasons/0/code").asText());
    String detail = alice.at("/degraded_reasons/0/detail").asText();
    assertTrue(detail.contains("OPENAI_API_KEY"), detail);

    ok("start");
    JsonNode mended = awaitRunning("alice");
    assertEquals(alice.path("pid"), mended.path("pid"));
    assertTrue(mended.path("degraded_reasons").isEmpty(), mended::toString);
    try (Stream<Path> run = Files.list(folder.resolve(".oxydra/run"))) {
      for (Path file : run.filter(Files::isRegularFile).toList()) {
        assertFalse(Files.readString(file).contains("sk-very-secret"), file::toString);
      }
    }
  }

  @Test
  void oneWorkspaceHasOneDaemon() throws Exception {
    ok("start");
    long guest = guest("alice").path("pid").asLong();
    Path other = Files.createDirectories(folder.resolve("other"));
    CapturedHost second = host(other, Map.of());
    configure(other, "agent.conf", "selection.provider = demo\n");
    configure(other, "runner.conf", "workspace_root = \"%s\"\n".formatted(folder.resolve("w")));
    try {
      assertEquals(ExitCodes.FAILED, second.run("start"));
      String holder = folder.resolve(".oxydra").toString();
      assertTrue(
          second.err().contains("in use by the daemon, process " + daemonPid()), second::err);
      assertTrue(second.err().contains(holder), second::err);

      killDaemon();
      assertEquals(ExitCodes.FAILED, second.run("start"));
      assertTrue(second.err().contains("left of a killed daemon"), second::err);
      assertTrue(runs(guest));
      ok("stop");
      assertEquals(ExitCodes.OK, second.run("start"), second::err);
    } finally {
      second.run("stop", "--all");
    }
  }

  private void ok(String... arguments) {
    assertEquals(ExitCodes.OK, runner.run(arguments), runner::err);
  }

  /** Without a request for anybody. */
  private void startDaemon() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "setsid",
                distribution.resolve("bin/runner").toString(),
                "--dir=" + folder,
                "daemon")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process daemon = builder.start();
    Await.until(
        "the daemon",
        PATIENCE,
        () -> {
          assertTrue(daemon.isAlive());
          runner.run("status", "--json");
          return runner.out().contains("\"pid\"");
        });
  }

  private JsonNode guest(String user) throws IOException {
    runner.run("--user", user, "status", "--json");
    return Json.mapper().readTree(runner.out()).at("/guests/0");
  }

  private JsonNode awaitRunning(String user) {
    return Await.value(
        "a running guest",
        PATIENCE,
        () -> {
          JsonNode guest = guest(user);
          return guest.path("state").asText().equals("running") ? guest : null;
        });
  }

  /** The running shell daemon, once it is another one than that. */
  private long awaitShell(UserId user, long former) {
    Path note = new DaemonFiles(folder.resolve(".oxydra")).processes(user);
    return Await.value(
        "a shell daemon",
        PATIENCE,
        () -> {
          @Nullable Trace shell = GuestProcesses.read(note).map(GuestProcesses::shell).orElse(null);
          return GuestProcesses.process(shell).isPresent()
                  && Objects.requireNonNull(shell).pid() != former
              ? shell.pid()
              : null;
        });
  }

  private static void assertAnswers(String endpoint) throws IOException {
    URI address = URI.create(endpoint);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write("GET /health HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    }
  }

  private static boolean runs(long pid) {
    return ProcessHandle.of(pid).filter(Predicate.not(ProcessEnd::isOver)).isPresent();
  }

  private long daemonPid() throws IOException {
    return Long.parseLong(Files.readString(folder.resolve(".oxydra/run/daemon.pid")).strip());
  }

  private long killDaemon() throws IOException {
    long pid = daemonPid();
    kill(pid);
    return pid;
  }

  private static void kill(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    process.ifPresent(ProcessHandle::destroyForcibly);
    Await.until("the end of " + pid, PATIENCE, () -> !runs(pid));
  }
}
