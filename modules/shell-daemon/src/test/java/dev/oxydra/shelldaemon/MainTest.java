package dev.oxydra.shelldaemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import dev.oxydra.testing.RequiresTool;
import dev.oxydra.types.ShellReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The daemon as a process of its own. */
@Timeout(120)
@RequiresTool({"setsid", "sh"})
final class MainTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private Path folder;
  private Path socket;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory("ox");
    socket = folder.resolve("shell.sock");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }

  private static Process start(String path) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            path);
    builder.environment().put("SECRET_OF_THE_DAEMON", "hidden");
    return builder.start();
  }

  private Client send(String command) {
    return Await.value(
        "the daemon", LONG, () -> Files.exists(socket) ? Client.send(socket, command, LONG) : null);
  }

  @Test
  void termKillsWhatRunsAndRemovesTheSocket() throws Exception {
    Process daemon = start(socket.toString());
    try (Client client = send("sleep 600 & echo $!; wait");
        Client environment = send("env")) {
      String pid = client.firstLine();
      assertFalse(environment.all().out().contains("SECRET"));
      daemon.destroy();
      assertTrue(daemon.waitFor(30, TimeUnit.SECONDS));
      assertEquals(0, daemon.exitValue());
      assertFalse(Files.exists(socket));
      Await.until(
          "the end of the command",
          LONG,
          () ->
              ProcessHandle.of(Long.parseLong(pid)).isEmpty()
                  || Files.readString(Path.of("/proc", pid, "stat")).contains(") Z "));
    } finally {
      daemon.destroyForcibly();
    }
  }

  @Test
  void aStaleSocketIsReplaced() throws Exception {
    Process first = start(socket.toString());
    send("true").close();
    first.destroyForcibly();
    assertTrue(first.waitFor(30, TimeUnit.SECONDS));
    assertTrue(Files.exists(socket));
    Process second = start(socket.toString());
    try (Client client = send("echo again")) {
      assertEquals("again", client.firstLine());
      assertEquals(new ShellReply.Exited(1, 0, false, "/tmp"), client.all().last());
    } finally {
      second.destroy();
      second.waitFor();
    }
  }

  @Test
  void aPathThatIsTooLongIsAnError() throws Exception {
    assertRefused(folder.resolve("x".repeat(120)).toString(), "108");
  }

  @Test
  void aFolderThatIsNotThereIsAnError() throws Exception {
    assertRefused(folder.resolve("none").resolve("shell.sock").toString(), "none/shell.sock");
  }

  private static void assertRefused(String path, String part) throws Exception {
    Process daemon = start(path);
    String error = new String(daemon.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(2, daemon.waitFor());
    assertTrue(error.contains(part), error);
  }
}
