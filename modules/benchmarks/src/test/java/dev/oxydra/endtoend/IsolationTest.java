package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.RequiresTool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No guest has a key or a network: looked at from outside and from inside. */
@RequiresTool({"bwrap", "setsid"})
class IsolationTest {
  private static final Set<String> SYSTEM =
      Set.of("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "etc", "proc", "dev");

  private final String key = OpenAiRunner.randomKey();

  @Test
  void noKeyIsInAnyProcessOrFileOfAGuest() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), key, "")) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        assertTrue(chat.ask("run echo $((6 * 7)) > answer.txt; cat answer.txt").contains("42"));
        assertTrue(fake.requests().getLast().headers().get("authorization").endsWith(key));

        ProcessHandle daemon = runner.daemon();
        assertTrue(new ProcessFiles(daemon.pid()).holds(key), "the search finds nothing at all");
        List<ProcessHandle> processes = daemon.descendants().toList();
        assertTrue(processes.size() >= 5, processes::toString);
        for (ProcessHandle process : processes) {
          ProcessFiles files = new ProcessFiles(process.pid());
          assertFalse(files.holds(key), () -> "the key is in " + process.info());
        }
        assertNotInFiles(runner.workspace(""));
      }
      runner.ok("stop");
      assertNotInFiles(runner.folder());
    }
  }

  private void assertNotInFiles(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    assertTrue(files.size() > 5, files::toString);
    byte[] wanted = key.getBytes(StandardCharsets.ISO_8859_1);
    for (Path file : files) {
      assertFalse(ProcessFiles.contains(Files.readAllBytes(file), wanted), file::toString);
    }
  }

  @Test
  void aGuestReachesNothingButItsSocketsAndFolders() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), key, "")) {
      runner.ok("start");
      Path other = runner.workspace("../bob/shared/of-bob.txt");
      Files.createDirectories(other.getParent());
      Files.writeString(other, "bob's");
      String port = ":" + ((InetSocketAddress) fake.address()).getPort();
      List<String> found =
          Sandbox.with("/internal", runner.daemon())
              .look("127.0.0.1" + port, "[::1]" + port, "1.1.1.1:443", "169.254.169.254:80");

      assertEquals(List.of(), Sandbox.findings(found, "connected"));
      assertEquals(List.of("lo"), Sandbox.findings(found, "interface"));
      assertEquals(List.of(), Sandbox.findings(found, "abstract"));
      assertEquals(
          List.of(
              "/ipc/broker.sock",
              "/ipc/gateway.sock",
              "/ipc/shell/broker.sock",
              "/ipc/shell/shell.sock"),
          Sandbox.findings(found, "socket"));
      assertOnlyIn(found, Set.of("shared", "tmp", "vault", "internal", "ipc"), runner);
      assertWritable(found, List.of("/dev/shm", "/shared", "/tmp", "/internal", "/ipc"));
      assertFalse(Sandbox.findings(found, "writable").contains("/ipc/shell"));
      assertEquals(
          List.of("HOME", "LANG", "PATH", "PWD", "TERM"), Sandbox.findings(found, "variable"));

      ProcessFiles guest = new ProcessFiles(runner.guest().path("pid").asLong());
      assertEquals(List.of("lo"), guest.networkInterfaces());
      List<String> sidecar = Sandbox.with("/run/oxydra", runner.daemon()).look("127.0.0.1" + port);
      assertEquals(List.of(), Sandbox.findings(sidecar, "connected"));
      assertEquals(
          List.of("/run/oxydra/broker.sock", "/run/oxydra/shell.sock"),
          Sandbox.findings(sidecar, "socket"));
      assertOnlyIn(sidecar, Set.of("shared", "tmp", "run"), runner);
      assertWritable(sidecar, List.of("/dev/shm", "/shared", "/tmp", "/run/oxydra"));
    }
  }

  /** Besides the system's, the probe's, the JDK's and the distribution's own. */
  private static void assertOnlyIn(
      List<String> found, Set<String> folders, RunnerUnderTest runner) {
    Path root = Path.of(System.getProperty("oxydra.root"));
    for (String name : Sandbox.findings(found, "file")) {
      Path file = Path.of(name);
      String first = file.getName(0).toString();
      assertTrue(
          SYSTEM.contains(first)
              || folders.contains(first)
              || first.equals("look")
              || file.startsWith(root.resolve("target/oxydra"))
              // Where a distribution below /tmp is shown.
              || file.startsWith("/run/programs")
              || file.startsWith(System.getProperty("java.home")),
          name);
      assertFalse(name.endsWith("of-bob.txt") || name.startsWith(runner.folder().toString()), name);
      assertFalse(
          Set.of("/etc/shadow", "/etc/passwd", "/etc/hostname").contains(name)
              || name.endsWith("docker.sock"),
          name);
    }
  }

  private static void assertWritable(List<String> found, List<String> folders) {
    List<String> writable = Sandbox.findings(found, "writable");
    for (String folder : folders) {
      assertTrue(writable.contains(folder), () -> folder + " in " + writable);
    }
    for (String folder : writable) {
      assertTrue(folders.stream().anyMatch(allowed -> Path.of(folder).startsWith(allowed)), folder);
    }
  }

  @Test
  void aCommandSeesNothingOfTheGuest() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(OpenAiRunner::obey);
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), key, "")) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        String environment = chat.ask("run env");
        assertTrue(environment.contains("PATH="), environment);
        assertFalse(environment.contains("KEY") || environment.contains("TOKEN"), environment);

        String processes = chat.ask("run cat /proc/[0-9]*/cmdline | tr '\\0' ' '");
        assertTrue(processes.contains("dev.oxydra.shelldaemon"), processes);
        assertFalse(processes.contains("dev.oxydra.guest"), processes);

        String root = chat.ask("run ls -m /");
        assertTrue(root.contains("shared"), root);
        for (String hidden : List.of("internal", "ipc", "vault", "root", "home", "var")) {
          assertFalse(root.matches("(?s).*\\b" + hidden + "\\b.*"), root);
        }

        String interfaces = chat.ask("run tail -n +3 /proc/net/dev | cut -d: -f1");
        assertTrue(interfaces.strip().endsWith("lo"), interfaces);
        int port = ((InetSocketAddress) fake.address()).getPort();
        for (String address : List.of("127.0.0.1/" + port, "1.1.1.1/443")) {
          String dialled =
              chat.ask("run bash -c 'exec 9<>/dev/tcp/" + address + "' && echo it is open");
          assertTrue(dialled.contains("exit code 1"), dialled);
          assertFalse(dialled.contains("it is open"), dialled);
        }
        String wrote = chat.ask("run touch /usr/x /etc/x /x; echo $?");
        assertTrue(wrote.contains("Read-only file system"), wrote);
        assertFalse(Files.exists(Path.of("/usr/x")));
        String shadow = chat.ask("run cat /etc/shadow");
        assertTrue(shadow.contains("No such file"), shadow);
      }
    }
  }
}
