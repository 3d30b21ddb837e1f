package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.broker.Relay;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.ProtocolClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What every isolation tier has to do, through the command line and with a real guest. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TierContract {
  private final String key = OpenAiRunner.randomKey();

  private FakeModelServer fake;

  /** For what leaves the guest as it is. */
  private RunnerUnderTest shared;

  abstract TierUnderTest tier() throws IOException;

  /** A runner in this tier whose model does what it is told. */
  private RunnerUnderTest runner(FakeModelServer model) throws IOException {
    RunnerUnderTest runner = OpenAiRunner.at(model.baseUrl(), key, "");
    runner.configure(
        "runner.conf",
        "tier = %s\n%s\nlimits.shell.memory = 256MiB\n"
            .formatted(tier().name(), tier().configuration()));
    return runner;
  }

  @BeforeAll
  void start() throws IOException {
    fake = FakeModelServer.answering(OpenAiRunner::obey);
    shared = runner(fake);
    shared.ok("start");
  }

  @AfterAll
  void stop() throws IOException {
    try (FakeModelServer _ = fake;
        RunnerUnderTest last = shared) {
      last.ok("stop");
      assertEquals(List.of(), tier().left(last));
    }
  }

  @Test
  void aTurnWithACommand() throws Exception {
    assertEquals(tier().name(), shared.guest().path("tier").asText());
    assertEquals("running", shared.guest().path("state").asText());
    try (Chat chat = Chat.open(shared)) {
      assertTrue(chat.ask("run echo $((6 * 7)) >made.txt; cat made.txt").contains("42"));
      String command = "test -t 0 && test -t 2 && echo a terminal";
      String terminal =
          chat.ask("call shell_exec {'command': '%s', 'terminal': true}".formatted(command));
      assertTrue(terminal.contains("a terminal"), terminal);
    }
    Path made = shared.workspace("shared/made.txt");
    assertEquals("42", Files.readString(made).strip());
    assertEquals(Files.getOwner(shared.folder()), Files.getOwner(made));
  }

  @Test
  void noKeyIsInAnyProcessOrFile() throws Exception {
    try (Chat chat = Chat.open(shared)) {
      chat.ask("run env; cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline | tr '\\0' ' '");
      assertTrue(fake.requests().getLast().headers().get("authorization").endsWith(key));
      assertTrue(
          new ProcessFiles(shared.daemon().pid()).holds(key), "the search finds nothing at all");
      List<ProcessHandle> processes = tier().processes(shared);
      assertTrue(processes.size() >= 2, processes::toString);
      for (ProcessHandle process : processes) {
        assertFalse(new ProcessFiles(process.pid()).holds(key), () -> "in " + process.info());
      }
    }
    List<Path> files;
    try (Stream<Path> walk = Files.walk(shared.folder())) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    byte[] wanted = key.getBytes(StandardCharsets.ISO_8859_1);
    for (Path file : files) {
      assertFalse(ProcessFiles.contains(bytes(file), wanted), file::toString);
    }
  }

  /** Of a file that the guest or its daemon may have replaced meanwhile. */
  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }

  @Test
  void aCommandThatTakesAllMemoryDiesAlone() throws Exception {
    ProcessHandle guest = shared.guestProcess(Optional.empty());
    try (Chat chat = Chat.open(shared)) {
      String answer = chat.ask("run tail /dev/zero; echo it took $?");
      assertFalse(answer.contains("it took 0"), answer);
      Await.until("a shell again", PATIENCE, () -> chat.ask("run echo $((40 + 3))").contains("43"));
    }
    assertEquals(guest, shared.guestProcess(Optional.empty()));
  }

  @Test
  void itsDaemonIsKilledAndTheNextOneAdoptsIt() throws Exception {
    try (FakeModelServer model = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = runner(model)) {
      runner.ok("start");
      ProcessHandle guest = runner.guestProcess(Optional.empty());
      ProcessHandle daemon = runner.daemon();
      try (Relay direct =
              Relay.open(
                  InetAddress.getLoopbackAddress(), 0, runner.workspace("ipc/gateway.sock"));
          Chat chat = over(direct, runner)) {
        assertTrue(chat.ask("hello").contains("hello"));
        kill(daemon);
        // The answer waits for the next daemon's broker.
        String turn = chat.begin("are you there");
        runner.ok("start");
        assertTrue(chat.answer(turn).contains("are you there"));
        assertTrue(chat.ask("run echo $((40 + 2))").contains("42"));
      }
      assertNotEquals(daemon, runner.daemon());
      assertEquals(guest, runner.guestProcess(Optional.empty()));
      try (Chat chat = Chat.open(runner)) {
        assertTrue(chat.ask("again").contains("again"));
      }
      runner.ok("stop");
      assertEquals(List.of(), tier().left(runner));
    }
  }

  @Test
  void whatDiesComesBack() throws Exception {
    try (FakeModelServer model = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = runner(model)) {
      runner.ok("start");
      ProcessHandle guest = runner.guestProcess(Optional.empty());
      kill(guest);
      ProcessHandle next = runner.guestProcess(Optional.of(guest));
      try (Chat chat = Chat.open(runner)) {
        assertTrue(chat.ask("run echo $((40 + 2))").contains("42"));
      }
      kill(runner.daemon());
      kill(next);
      runner.ok("start");
      assertNotEquals(next, runner.guestProcess(Optional.empty()));
      try (Chat chat = Chat.open(runner)) {
        assertTrue(chat.ask("run echo $((40 + 3))").contains("43"));
      }
      assertFalse(tier().left(runner).isEmpty(), "the search finds nothing at all");
      runner.ok("stop");
      assertEquals(List.of(), tier().left(runner), "leftovers of a killed daemon");
      assertFalse(Files.exists(runner.workspace("ipc/broker.sock")));
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
}
