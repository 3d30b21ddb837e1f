package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.isolation.ProcessStart;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.Json;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@RequiresTool("bwrap")
class DaemonTest {
  private static final UserId ALICE = DaemonFixture.ALICE;
  private static final UserId BOB = new UserId("bob");

  @Test
  void startsAGuestOnceAndEndsWithTheLastOne() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      Daemon daemon = fixture.daemon();
      assertEquals(Outcome.DONE, fixture.ask(Action.START, ALICE).outcome());
      GuestStatus status = fixture.status(ALICE);
      assertEquals(State.RUNNING, status.state());
      assertEquals("process", status.tier());
      assertEquals(List.of(), status.degradedReasons());
      assertTrue(Files.exists(Path.of(status.tokenFile())));

      ControlReply again = fixture.ask(Action.START, ALICE);
      assertEquals(Outcome.UNCHANGED, again.outcome());
      assertTrue(again.message().contains("already"), again.message());
      assertEquals(status.pid(), again.guests().getFirst().pid());

      assertEquals(Outcome.DONE, fixture.ask(Action.START, BOB).outcome());
      assertEquals(2, fixture.ask(Action.STATUS, null).guests().size());
      assertFalse(fixture.ask(Action.STOP, ALICE).ending());
      assertEquals(Outcome.UNCHANGED, fixture.ask(Action.STOP, ALICE).outcome());
      assertTrue(fixture.ask(Action.STOP, BOB).ending());
      daemon.awaitEnd();
      daemon.close();

      assertFalse(Files.exists(fixture.files.socket()));
      assertFalse(Files.exists(fixture.files.pid()));
      assertTrue(Files.exists(fixture.workspace(ALICE).shared().resolve("ended")), "asked to end");
      assertTrue(ProcessHandle.of(status.pid()).isEmpty());
    }
  }

  @Test
  void statusIsReadTheSameWithoutDataBinding() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      fixture.ask(Action.START, ALICE);
      StatusReply reply = ControlClient.status(fixture.files.socket(), ALICE).orElseThrow();
      assertEquals(
          withoutUsage(fixture.ask(Action.STATUS, ALICE).guests()), withoutUsage(reply.guests()));
      assertTrue(reply.guests().getFirst().usage().guest().memoryBytes() > 1 << 20);
      assertEquals("", reply.refusal());

      JsonNode json = Json.mapper().readTree(StatusReply.json(fixture.files, reply));
      assertEquals(fixture.files.socket().toString(), json.at("/daemon/socket").asText());
      assertEquals("running", json.at("/guests/0/state").asText());
      assertEquals(1, reply.guests().getFirst().providers().size());
      assertEquals("demo/demo", json.at("/guests/0/providers/0/model").asText());
      assertEquals("half_open", json.at("/guests/0/providers/0/state").asText());
      assertEquals(2, json.at("/guests/0/providers/0/failures").asInt());
      assertEquals("2026-01-02T03:04:05Z", json.at("/guests/0/providers/0/until").asText());
      assertEquals("busy", json.at("/guests/0/providers/0/last_error").asText());
      Workspace workspace = fixture.workspace(ALICE);
      assertEquals(workspace.gatewaySocket().toString(), json.at("/guests/0/socket").asText());
      assertEquals(workspace.tokenFile().toString(), json.at("/guests/0/token_file").asText());
      assertEquals("ws://127.0.0.1:1/ws", json.at("/guests/0/endpoint").asText());
    }
  }

  /** Two questions find different processor times. */
  private static List<GuestStatus> withoutUsage(List<GuestStatus> guests) {
    return guests.stream().map(guest -> guest.with((GuestStatus.Usage) null)).toList();
  }

  @Test
  void whatTheDaemonDidNotExpectIsAnsweredToo() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture();
        Daemon _ =
            Daemon.start(
                fixture.files,
                (_, _, _) -> {
                  throw new IllegalStateException("no such plan");
                },
                fixture.launcher())) {
      ControlReply reply = fixture.ask(Action.START, ALICE);
      assertEquals(Outcome.FAILED, reply.outcome());
      assertTrue(reply.message().contains("no such plan"), reply.message());
      assertTrue(reply.message().contains("daemon.log"), reply.message());
    }
  }

  @Test
  void aGuestThatIsKilledComesBack() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      Daemon daemon = fixture.daemon();
      fixture.ask(Action.START, ALICE);
      long first = fixture.status(ALICE).pid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      long second =
          Await.value(
              "another process",
              DaemonFixture.PATIENCE,
              () -> {
                GuestStatus status = fixture.status(ALICE);
                Long pid = status.pid();
                return status.state() == State.RUNNING && pid != null && pid != first ? pid : null;
              });
      assertNotEquals(first, second);
      assertEquals(1, fixture.status(ALICE).restarts());
      daemon.close();
      assertTrue(ProcessHandle.of(second).isEmpty(), "closing stops it");
    }
  }

  @Test
  void theShellDaemonComesBackToo() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      fixture.ask(Action.START, ALICE);
      Path note = fixture.files.processes(ALICE);
      long first =
          Await.value(
              "shell daemon",
              DaemonFixture.PATIENCE,
              () -> {
                return GuestProcesses.read(note)
                    .map(GuestProcesses::shell)
                    .map(Trace::pid)
                    .orElse(null);
              });
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      Await.until(
          "another shell daemon",
          DaemonFixture.PATIENCE,
          () -> {
            Trace shell = GuestProcesses.read(note).orElseThrow().shell();
            return shell != null
                && shell.pid() != first
                && GuestProcesses.process(shell).isPresent();
          });
      assertEquals(0, fixture.status(ALICE).restarts(), "the guest goes on");
    }
  }

  @Test
  void aGuestThatDiesTooOftenIsLeftAlone() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      fixture.ask(Action.START, ALICE);
      fixture.behave(ALICE, FakeGuest.DIES);
      ProcessHandle.of(fixture.status(ALICE).pid()).orElseThrow().destroyForcibly();
      GuestStatus failed = fixture.awaitState(ALICE, State.FAILED);
      assertEquals(2, failed.restarts());
      assertTrue(
          failed.lastLog().stream().anyMatch(line -> line.contains("dies of its own will")),
          failed::toString);
      assertEquals("failed", failed.degradedReasons().getLast().code());

      fixture.behave(ALICE, "");
      assertEquals(Outcome.DONE, fixture.ask(Action.START, ALICE).outcome(), "can be tried again");
    }
  }

  @Test
  void aGuestThatNeverGetsReadyIsAnErrorWithItsLastLines() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      fixture.behave(ALICE, FakeGuest.DIES);
      ControlReply reply = fixture.ask(Action.START, ALICE);
      assertEquals(Outcome.FAILED, reply.outcome());
      assertTrue(reply.message().contains("ended before it was ready"), reply.message());
      assertTrue(reply.guests().getFirst().lastLog().toString().contains("dies of its own will"));

      fixture.behave(ALICE, FakeGuest.HANGS);
      fixture.startTimeout(Duration.ofSeconds(2));
      ControlReply hung = fixture.ask(Action.START, ALICE);
      assertEquals(Outcome.FAILED, hung.outcome());
      assertTrue(hung.message().contains("not ready within 2 s"), hung.message());
    }
  }

  @Test
  void restartIsANewProcess() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      fixture.ask(Action.START, ALICE);
      Long first = fixture.status(ALICE).pid();
      assertEquals(Outcome.DONE, fixture.ask(Action.RESTART, ALICE).outcome());
      GuestStatus status = fixture.status(ALICE);
      assertNotEquals(first, status.pid());
      assertEquals(0, status.restarts());
    }
  }

  @Test
  void aSecondDaemonGivesWay() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      Daemon first = fixture.daemon();
      RunnerException refused = assertThrows(RunnerException.class, fixture::daemon);
      assertEquals(RunnerException.Kind.DAEMON_RUNS, refused.kind());
      assertEquals(Outcome.DONE, fixture.ask(Action.STATUS, null).outcome(), "the first answers");
      first.close();
      fixture.daemon();
      first.close();
      assertEquals(
          Outcome.DONE, fixture.ask(Action.STATUS, null).outcome(), "the next is not harmed");
    }
  }

  @Test
  void aStaleSocketIsReplacedAndTheNewOneIsPrivate() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      leaveSocket(fixture.files.socket());
      assertTrue(
          ControlClient.ask(fixture.files.socket(), ControlRequest.of(Action.STATUS, null))
              .isEmpty());
      fixture.daemon();
      assertEquals(Outcome.DONE, fixture.ask(Action.STATUS, null).outcome());
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.files.socket())));
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.files.run())));
    }
  }

  private static void leaveSocket(Path socket) throws IOException {
    Files.createDirectories(socket.getParent());
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
    }
  }

  @Test
  void anotherVersionOfTheProtocolIsRefused() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      ControlReply reply =
          fixture.ask(new ControlRequest(5, 99, Action.STATUS, null, false, Map.of(), null));
      assertEquals(Outcome.FAILED, reply.outcome());
      assertTrue(reply.message().contains("version " + ControlRequest.VERSION), reply.message());
    }
  }

  @Test
  void aProcessThatOnlyHasTheSameIdIsLeftAlone() throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      Trace another =
          new Trace("process", other.pid(), ProcessStart.of(ProcessHandle.current().pid()), "");
      assertTrue(GuestProcesses.process(another).isEmpty());
      new GuestProcesses(another, another, "/w", "", false, false, Set.of(), Instant.EPOCH, 0)
          .stop(Duration.ofSeconds(1));
      assertTrue(other.isAlive());
      Trace own = new Trace("process", other.pid(), ProcessStart.of(other.pid()), "");
      assertTrue(GuestProcesses.process(own).isPresent());
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  @Test
  void withoutBubblewrapItRefusesUnlessItMayBeInsecure() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.withoutBubblewrap();
      Daemon daemon = fixture.daemon();
      ControlReply refused = fixture.ask(Action.START, ALICE);
      assertEquals(Outcome.FAILED, refused.outcome());
      assertTrue(refused.message().contains("apt install bubblewrap"), refused.message());
      daemon.awaitEnd();
      daemon.close();

      fixture.daemon();
      ControlReply reply =
          fixture.ask(
              new ControlRequest(
                  1, ControlRequest.VERSION, Action.START, ALICE, true, fixture.environment, null));
      assertEquals(Outcome.DONE, reply.outcome(), reply::message);
      GuestStatus status = reply.guests().getFirst();
      assertEquals("none", status.tier());
      assertEquals("insecure", status.degradedReasons().getFirst().code());
      Workspace workspace = fixture.workspace(ALICE);
      String bootstrap = Files.readString(workspace.shared().resolve("bootstrap"));
      assertTrue(bootstrap.contains("shared=" + workspace.shared()), bootstrap);
      assertTrue(bootstrap.contains("shellSocket=]"), bootstrap);
      assertFalse(Files.exists(workspace.shellSocket()));
      assertFalse(fixture.report(ALICE, "report.json").toString().contains("sk-very-secret"));
    }
  }

  @Test
  void aStopDoesNotWaitForAStart() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      fixture.ask(Action.START, BOB);
      fixture.behave(ALICE, FakeGuest.HANGS);
      FutureTask<ControlReply> starting = new FutureTask<>(() -> fixture.ask(Action.START, ALICE));
      Thread.ofVirtual().start(starting);
      Await.until(
          "a process",
          DaemonFixture.PATIENCE,
          () -> GuestProcesses.left(fixture.files).containsKey("alice"));
      assertEquals(Outcome.DONE, fixture.ask(Action.STOP, ALICE).outcome());
      ControlReply stopped = starting.get(60, TimeUnit.SECONDS);
      assertEquals(Outcome.FAILED, stopped.outcome());
      assertTrue(stopped.message().contains("It was stopped"), stopped.message());
      assertEquals(List.of(), fixture.ask(Action.STATUS, ALICE).guests());
      assertEquals(State.RUNNING, fixture.status(BOB).state());
    }
  }

  @Test
  void twoStartsAtTheSameTimeAreOneGuest() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      List<FutureTask<ControlReply>> starts =
          Stream.generate(() -> new FutureTask<>(() -> fixture.ask(Action.START, ALICE)))
              .limit(5)
              .toList();
      starts.forEach(start -> Thread.ofVirtual().start(start));
      List<Outcome> outcomes = new ArrayList<>();
      for (FutureTask<ControlReply> start : starts) {
        outcomes.add(start.get(120, TimeUnit.SECONDS).outcome());
      }
      assertEquals(1, Collections.frequency(outcomes, Outcome.DONE), outcomes::toString);
      assertEquals(4, Collections.frequency(outcomes, Outcome.UNCHANGED), outcomes::toString);
    }
  }

  @Test
  void aWorkspaceThatEveryGuestCouldReadIsRefused() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.workspaces(fixture.folder.resolve("dist/w"));
      fixture.daemon();
      ControlReply refused = fixture.ask(Action.START, ALICE);
      assertEquals(Outcome.FAILED, refused.outcome());
      assertTrue(refused.message().contains("every agent can read"), refused.message());
      assertTrue(GuestProcesses.left(fixture.files).isEmpty());
    }
  }
}
