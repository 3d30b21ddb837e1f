package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.broker.Relay;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is killed with signal 9 takes nothing else down, and comes back. */
@RequiresTool({"bwrap", "setsid"})
class KillTest {
  @Test
  void theGuestServesOnWithoutItsDaemonAndTheNextOneTakesOver() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      ProcessHandle guest = runner.guestProcess(Optional.empty());
      ProcessHandle daemon = runner.daemon();
      try (Relay direct =
              Relay.open(
                  InetAddress.getLoopbackAddress(), 0, runner.workspace("ipc/gateway.sock"));
          Chat chat = over(direct, runner)) {
        chat.ask("write notes.txt: hello");
        kill(daemon);
        assertTrue(chat.ask("read notes.txt").contains("hello"));
        assertTrue(chat.ask("run cat notes.txt").contains("hello"));
        try (Chat another = over(direct, runner)) {
          assertTrue(another.ask("read notes.txt").contains("hello"));
        }
        Distribution.Ended status = runner.run("status");
        assertEquals(3, status.exit(), status.output());
        assertTrue(status.output().contains("killed daemon left guests"), status.output());
        assertTrue(guest.isAlive());
      }
      runner.ok("start");
      ProcessHandle next = runner.guestProcess(Optional.empty());
      assertNotEquals(daemon, runner.daemon());
      assertTrue(next.equals(guest) || !guest.isAlive(), "two guests of one user");
      try (Chat chat = Chat.open(runner)) {
        assertTrue(chat.events().size() > 10);
        assertTrue(chat.ask("read notes.txt").contains("hello"));
        assertTrue(chat.ask("run cat notes.txt").contains("hello"));
      }
    }
  }

  private static Chat over(Relay relay, RunnerUnderTest runner) throws IOException {
    String token = Files.readString(runner.workspace("ipc/gateway-token")).strip();
    return Chat.over(
        ProtocolClient.connect(URI.create("ws://127.0.0.1:" + relay.port() + "/ws"), token));
  }

  private static void kill(ProcessHandle process) {
    assertTrue(process.destroyForcibly());
    Await.until("the end of " + process.pid(), PATIENCE, () -> !process.isAlive());
  }

  @Test
  void aGuestThatDoesNotMoveIsStopped() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.configure("runner.conf", "guest.stop_timeout = 1s\n");
      runner.ok("start");
      ProcessHandle guest = runner.guestProcess(Optional.empty());
      try (Chat chat = Chat.open(runner)) {
        String _ = chat.begin("run touch begun; sleep 600");
        Await.until(
            "the command runs", PATIENCE, () -> Files.exists(runner.workspace("shared/begun")));
        List<ProcessHandle> all = Stream.concat(Stream.of(guest), guest.descendants()).toList();
        for (ProcessHandle each : all) {
          assertEquals(0, new ProcessBuilder("kill", "-STOP", "" + each.pid()).start().waitFor());
        }
        long start = System.nanoTime();
        runner.ok("stop");
        System.out.printf("To stop it took %d ms%n", (System.nanoTime() - start) / 1_000_000);
        Await.until(
            "the end of all", PATIENCE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
      }
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        assertTrue(chat.ask("run echo $((40 + 2))").contains("42"));
      }
    }
  }

  @Test
  void theShellComesBack() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of())) {
      runner.ok("start");
      ProcessHandle guest = runner.guestProcess(Optional.empty());
      try (Chat chat = Chat.open(runner)) {
        assertTrue(chat.ask("run echo $((40 + 2))").contains("42"));
        String turn = chat.begin("run touch begun; sleep 600");
        Await.until(
            "the command runs", PATIENCE, () -> Files.exists(runner.workspace("shared/begun")));
        long start = System.nanoTime();
        kill(shell(runner));
        String answer = chat.answer(turn);
        assertTrue(answer.contains("may have run in part"), answer);
        Await.until(
            "a shell again", PATIENCE, () -> chat.ask("run echo $((40 + 3))").contains("43"));
        System.out.printf(
            "From the shell's death to the next command: %d ms%n",
            (System.nanoTime() - start) / 1_000_000);
      }
      assertEquals(guest, runner.guestProcess(Optional.empty()));
      assertFalse(runner.ok("status").contains("shell_down"));
    }
  }

  /** The shell daemon's own JVM, inside its sandbox. */
  private static ProcessHandle shell(RunnerUnderTest runner) throws IOException {
    return runner
        .daemon()
        .descendants()
        .filter(process -> commandLine(process).contains("dev.oxydra.shelldaemon.Main"))
        .filter(process -> !commandLine(process).contains("bwrap"))
        .findFirst()
        .orElseThrow();
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return String.join(" ", new ProcessFiles(process.pid()).commandLine());
    } catch (IOException e) {
      return ""; // It has just ended.
    }
  }
}
