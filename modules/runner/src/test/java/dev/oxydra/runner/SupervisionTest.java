package dev.oxydra.runner;

import static dev.oxydra.runner.DaemonFixture.ALICE;
import static dev.oxydra.runner.DaemonFixture.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.testing.SmallDisk;
import dev.oxydra.types.StartupStatus;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the daemon notices of guests that run, and of hosts that are in trouble. */
@RequiresTool("bwrap")
class SupervisionTest {
  @Test
  void aGuestThatDoesNotAnswerIsSaidNotTo() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.answerTimeout(Duration.ofSeconds(1));
      fixture.daemon();
      fixture.ask(Action.START, ALICE);
      long pid = fixture.status(ALICE).pid();
      signal("STOP", pid);
      try {
        StartupStatus.Reason reason = awaitReason(fixture, "not_answering");
        assertTrue(reason.detail().contains("runner restart"), reason::detail);
        assertEquals(State.RUNNING, fixture.status(ALICE).state());
      } finally {
        signal("CONT", pid);
      }
      Await.until("it answers", PATIENCE, () -> reason(fixture, "not_answering").isEmpty());
      assertEquals(pid, fixture.status(ALICE).pid());
    }
  }

  @Test
  void commandsAreStoppedWhileTheWorkspaceIsFull() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.maxWorkspace(4 << 20);
      fixture.behave(ALICE, FakeShell.FILLS);
      fixture.daemon();
      fixture.ask(Action.START, ALICE);
      StartupStatus.Reason reason = awaitReason(fixture, "workspace_full");
      assertTrue(reason.detail().contains("limits.max_workspace = 4 MiB"), reason::detail);
      Await.until("no shell daemon", PATIENCE, () -> shell(fixture).isEmpty());
      Path filler = fixture.workspace(ALICE).shared().resolve("filler");
      long size = Files.size(filler);
      assertTrue(size > 4 << 20, "it has really been filled: " + size);
      assertEquals(State.RUNNING, fixture.status(ALICE).state(), "the guest goes on");
      assertEquals(size, Files.size(filler), "nothing writes on");

      fixture.behave(ALICE, "");
      Files.delete(filler);
      Await.until("room", PATIENCE, () -> reason(fixture, "workspace_full").isEmpty());
      Await.until("a shell daemon", PATIENCE, () -> shell(fixture).isPresent());
      assertEquals(0, fixture.status(ALICE).restarts());
    }
  }

  @Test
  void aGuestThatDiesOfItsLimitsSaysSo() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.endReason("It used more than its 512 MiB of memory.");
      fixture.daemon();
      fixture.ask(Action.START, ALICE);
      long first = fixture.status(ALICE).pid();
      ProcessHandle.of(first).orElseThrow().destroyForcibly();
      StartupStatus.Reason reason = awaitReason(fixture, "died");
      assertTrue(reason.detail().contains("more than its 512 MiB of memory"), reason::detail);

      fixture.behave(ALICE, FakeGuest.DIES);
      ControlReply failed = fixture.ask(Action.RESTART, ALICE);
      assertEquals(Outcome.FAILED, failed.outcome());
      assertTrue(failed.message().contains("more than its 512 MiB of memory"), failed::message);
    }
  }

  @Test
  void aFullDiskIsAnErrorThatSaysSo() throws Exception {
    try (SmallDisk disk = SmallDisk.ofMegabytes(4);
        DaemonFixture fixture = new DaemonFixture()) {
      fixture.workspaces(disk.folder());
      fixture.daemon();
      ControlReply refused = fixture.ask(Action.START, ALICE);
      assertEquals(Outcome.FAILED, refused.outcome());
      assertTrue(refused.message().contains("is full"), refused::message);
      assertTrue(refused.message().contains("Make room"), refused::message);
      assertTrue(GuestProcesses.left(fixture.files).isEmpty());
    }
  }

  @Test
  void aWorkspaceOfANewerProgramIsRefused() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.workspace(ALICE).create();
      new WorkspaceStamp(7, "9.9", 0).write(fixture.workspace(ALICE).stamp());
      fixture.daemon();
      ControlReply refused = fixture.ask(Action.START, ALICE);
      assertEquals(Outcome.FAILED, refused.outcome());
      assertTrue(refused.message().contains("version 7"), refused::message);
      assertTrue(refused.message().contains("Oxydra 9.9"), refused::message);
      assertTrue(GuestProcesses.left(fixture.files).isEmpty());
    }
  }

  @Test
  void aUserThatIsAPathIsNotUnderstood() throws Exception {
    try (DaemonFixture fixture = new DaemonFixture()) {
      fixture.daemon();
      for (String user : List.of("../bob", "a/b", "..", "")) {
        String answer =
            send(
                fixture.files.socket(),
                "{\"id\":1,\"version\":1,\"action\":\"start\",\"user\":\"%s\",\"insecure\":false,\"environment\":{}}"
                    .formatted(user));
        assertTrue(answer.contains("\"failed\""), answer);
      }
      assertFalse(Files.exists(fixture.folder.resolve("bob")));
      assertEquals(Outcome.DONE, fixture.ask(Action.STATUS, null).outcome(), "it goes on");
    }
  }

  private static String send(Path socket, String json) throws IOException {
    byte[] message = json.getBytes(StandardCharsets.UTF_8);
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      ByteBuffer frame = ByteBuffer.allocate(4 + message.length);
      channel.write(frame.putInt(message.length).put(message).flip());
      DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
      return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
  }

  private static Optional<ProcessHandle> shell(DaemonFixture fixture) throws IOException {
    Trace noted =
        GuestProcesses.read(fixture.files.processes(ALICE)).map(GuestProcesses::shell).orElse(null);
    return GuestProcesses.process(noted);
  }

  private static Optional<StartupStatus.Reason> reason(DaemonFixture fixture, String code) {
    return fixture.status(ALICE).degradedReasons().stream()
        .filter(reason -> reason.code().equals(code))
        .findFirst();
  }

  private static StartupStatus.Reason awaitReason(DaemonFixture fixture, String code) {
    return Await.value(code, PATIENCE, () -> reason(fixture, code).orElse(null));
  }

  private static void signal(String name, long pid) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor());
  }
}
