package dev.oxydra.shelldaemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.ShellReply;
import dev.oxydra.types.ShellRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@RequiresTool({"setsid", "sh"})
final class ShellDaemonTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private Path folder;
  private Path socket;
  private Daemon daemon;
  private Thread serving;

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("shell.sock");
    daemon = Daemon.listen(socket, null);
    serving = Thread.ofVirtual().start(daemon::run);
  }

  @AfterEach
  void close() throws Exception {
    daemon.close();
    serving.join();
    assertFalse(Files.exists(socket));
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private Client.Outcome run(String command) throws IOException {
    try (Client client = Client.send(socket, command, LONG)) {
      Client.Outcome outcome = client.all();
      return outcome;
    }
  }

  private static ShellReply.Exited exited(int code, boolean timedOut) {
    return new ShellReply.Exited(1, code, timedOut, null);
  }

  /** Wherever it was at its end. */
  private static void assertEnd(ShellReply.Exited expected, ShellReply reply) {
    ShellReply.Exited exited = assertInstanceOf(ShellReply.Exited.class, reply);
    assertEquals(expected, exited(exited.exitCode(), exited.timedOut()));
  }

  private static void awaitDeath(String pid) {
    Await.until(
        "the end of process " + pid,
        LONG,
        () ->
            ProcessHandle.of(Long.parseLong(pid)).isEmpty()
                || Files.readString(Path.of("/proc", pid, "stat")).contains(") Z "));
  }

  @Test
  void bothOutputsAndTheExitCodeComeBack() throws IOException {
    Client.Outcome outcome = run("echo to out; echo to err >&2; exit 3");
    assertEquals("to out\nto err\n", outcome.out());
    assertEnd(exited(3, false), outcome.last());
  }

  @Test
  void aSignalIs128AndItsNumber() throws IOException {
    assertEnd(exited(128 + 9, false), run("kill -9 $$").last());
    assertEnd(exited(127, false), run("no-such-program-at-all").last());
  }

  @Test
  void outputComesWhileItRuns() throws IOException {
    try (Client client = Client.send(socket, "echo first; exec sleep 600", LONG)) {
      assertEquals("first", client.firstLine());
    }
  }

  @Test
  void muchOutputComesWholeInPieces() throws IOException {
    Client.Outcome outcome = run("head -c 10485760 /dev/zero | tr '\\0' 'x'");
    assertEquals(10 << 20, outcome.stdout().length);
    assertTrue(outcome.longest() <= 32 << 10, outcome.longest() + " bytes in one reply");
    assertEnd(exited(0, false), outcome.last());
  }

  @Test
  void everyByteComesThrough() throws IOException {
    StringBuilder octal = new StringBuilder();
    byte[] expected = new byte[256];
    for (int i = 0; i < 256; i++) {
      octal.append(String.format("\\%03o", i));
      expected[i] = (byte) i;
    }
    assertArrayEquals(expected, run("printf '" + octal + "'").stdout());
  }

  @Test
  void aSlowReaderSlowsTheCommand() throws IOException {
    Path written = folder.resolve("written");
    String command = "head -c 4194304 /dev/zero; touch " + written;
    try (Client client = Client.send(socket, command, LONG)) {
      int length = ((ShellReply.Output) client.next()).data().length;
      // As nobody reads on, the command stands in the midst of its output.
      awaitBlockedWriter();
      assertFalse(Files.exists(written));
      Client.Outcome rest = client.all();
      assertEquals(4 << 20, length + rest.stdout().length);
      assertTrue(Files.exists(written));
    }
  }

  private static void awaitBlockedWriter() {
    Await.until(
        "a head that waits for its pipe",
        LONG,
        () -> ProcessHandle.current().descendants().anyMatch(ShellDaemonTest::isBlockedHead));
  }

  private static boolean isBlockedHead(ProcessHandle process) {
    try {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      return Files.readString(proc.resolve("comm")).equals("head\n")
          && Files.readString(proc.resolve("stat")).contains(") S ");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void anEndlessCommandIsKilledInTime() throws IOException {
    String command = "sleep 600 & echo $!; wait";
    try (Client client = Client.send(socket, command, Duration.ofSeconds(2))) {
      String pid = client.firstLine();
      assertEnd(exited(128 + 15, true), client.all().last());
      awaitDeath(pid);
    }
  }

  @Test
  void whatIgnoresTermIsKilledAllTheSame() throws IOException {
    String command = "trap '' TERM; echo ready; while :; do sleep 1; done";
    try (Client client = Client.send(socket, command, Duration.ofSeconds(2))) {
      assertEnd(exited(128 + 9, true), client.all().last());
    }
  }

  @Test
  void aClientThatGoesAwayTakesGrandchildrenAlong() throws IOException {
    String pid;
    try (Client client =
        Client.send(socket, "sh -c 'sh -c \"echo \\$\\$; exec sleep 600\"; true'; true", LONG)) {
      pid = client.firstLine();
      assertTrue(ProcessHandle.of(Long.parseLong(pid)).orElseThrow().isAlive());
    }
    awaitDeath(pid);
  }

  @Test
  void whatLeftTheSessionIsKilledToo() throws IOException {
    Client.Outcome outcome = run("setsid sh -c 'echo $$; exec sleep 600' & sleep 0.2");
    assertEnd(exited(0, false), outcome.last());
    awaitDeath(outcome.out().strip());
  }

  @Test
  void aBackgroundChildWithThePipesDoesNotHangTheReply() throws IOException {
    Client.Outcome outcome = run("sleep 600 & echo $!");
    assertEnd(exited(0, false), outcome.last());
    awaitDeath(outcome.out().strip());
  }

  @Test
  void aBackgroundChildWithoutThePipesIsKilledToo() throws IOException {
    Client.Outcome outcome = run("sleep 600 >/dev/null 2>&1 & echo $!");
    assertEnd(exited(0, false), outcome.last());
    awaitDeath(outcome.out().strip());
  }

  @Test
  void standardInputIsEmpty() throws IOException {
    Client.Outcome outcome = run("cat; readlink /proc/$$/fd/0");
    assertEquals("/dev/null\n", outcome.out());
  }

  @Test
  void theEnvironmentIsSmallAndNotTheDaemons() throws IOException {
    Set<String> names =
        run("cat /proc/self/environ | tr '\\0' '\\n'")
            .out()
            .lines()
            .map(line -> line.substring(0, line.indexOf('=')))
            .collect(Collectors.toSet());
    // The shell's own.
    names.removeAll(Set.of("PWD", "OLDPWD", "SHLVL", "_"));
    assertEquals(Set.of("PATH", "HOME", "LANG", "TERM", "OXYDRA_COMMAND_ID"), names);
    assertEquals("dumb\n", run("echo $TERM").out());
  }

  @Test
  void itRunsInItsDirectoryAndLeadsItsSession() throws IOException {
    ShellRequest command =
        Client.request("pwd -P; echo $$; cut -d' ' -f5,6 /proc/$$/stat", "/usr", LONG);
    try (Client client = Client.send(socket, command)) {
      List<String> lines = client.all().out().lines().toList();
      String pid = lines.get(1);
      assertEquals(List.of("/usr", pid, pid + " " + pid), lines);
    }
  }

  @Test
  void whatCanNotRunIsRefused() throws IOException {
    assertRefused(Client.request("true", "/no/such/folder", LONG), "doesn't exist");
    assertRefused(Client.request("true", "tmp", LONG), "not an absolute path");
    assertRefused(Client.request("true", "/tmp", Duration.ZERO), "must be positive");
    assertRefused(Client.request("true \0", "/tmp", LONG), "NUL");
    assertRefused(List.of("no", "command"), "Not a request");
  }

  private void assertRefused(Object command, String part) throws IOException {
    try (Client client = Client.send(socket, command)) {
      ShellReply.Refused refused = assertInstanceOf(ShellReply.Refused.class, client.next());
      assertTrue(refused.message().contains(part), refused.message());
    }
  }

  @Test
  void manyRunAtATimeButNotTooMany() throws IOException {
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < Commands.MAX_COMMANDS; i++) {
        clients.add(Client.send(socket, "echo $$; exec sleep 600", LONG));
      }
      for (Client client : clients) {
        assertFalse(client.firstLine().isEmpty());
      }
      assertRefused(Client.request("true", "/tmp", LONG), "Too many");
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
    Await.until("room again", LONG, () -> run("true").last() instanceof ShellReply.Exited);
  }

  @Test
  void theSocketIsTheUsersAlone() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
  }

  @Test
  void aSecondDaemonIsRefusedAndSoIsAFileThatIsNoSocket() throws IOException {
    IOException second = assertThrows(IOException.class, () -> Daemon.listen(socket, null));
    assertTrue(second.getMessage().contains("listens on"), second.getMessage());
    Path file = Files.createFile(folder.resolve("file"));
    IOException refused = assertThrows(IOException.class, () -> Daemon.listen(file, null));
    assertTrue(refused.getMessage().contains("not a socket"), refused.getMessage());
    assertTrue(Files.exists(file));
  }
}
