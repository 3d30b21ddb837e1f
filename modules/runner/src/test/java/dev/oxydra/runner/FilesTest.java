package dev.oxydra.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workspaces, the tails of logs, and the file that says where a guest is. */
class FilesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void aWorkspaceIsForItsOwnerOnly() throws Exception {
    Workspace workspace = new Workspace(folder.resolve("w/alice"));
    workspace.create();
    workspace.create();
    for (Path made : List.of(workspace.root(), workspace.ipc(), workspace.vault())) {
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }
  }

  @Test
  void aLinkInPlaceOfAFolderIsRefused() throws Exception {
    Workspace workspace = new Workspace(folder.resolve("w/alice"));
    workspace.create();
    Files.delete(workspace.shellFolder());
    Files.createSymbolicLink(workspace.shellFolder(), folder);
    RunnerException refused = assertThrows(RunnerException.class, workspace::create);
    assertTrue(refused.getMessage().contains("shell"), refused.getMessage());
  }

  @Test
  void aPathThatIsTooLongForSocketsIsRefused() {
    Workspace workspace = new Workspace(folder.resolve("x".repeat(100)));
    RunnerException refused = assertThrows(RunnerException.class, workspace::create);
    assertTrue(refused.getMessage().contains("workspace_root"), refused.getMessage());
  }

  @Test
  void aFileInPlaceOfTheWorkspaceIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("w"), "");
    RunnerException refused =
        assertThrows(RunnerException.class, new Workspace(file.resolve("alice"))::create);
    assertTrue(refused.getMessage().contains("can't be made"), refused.getMessage());
  }

  @Test
  void theTailIsTheLastLines() throws Exception {
    Path log = folder.resolve("log");
    assertEquals(List.of(), LogTail.of(log, 3));
    Files.writeString(log, "a\n".repeat(900_000) + "b\nc\n");
    assertEquals(List.of("a", "b", "c"), LogTail.of(log, 3));
  }

  @Test
  void aLongLogMakesPlaceUnderItsWriter() throws Exception {
    Path log = folder.resolve("log");
    try (OutputStream writer =
        Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      writer.write("old\n".getBytes(UTF_8));
      BoundedLog.bound(log, 100);
      assertEquals("old\n", Files.readString(log), "short enough");
      writer.write("x".repeat(150).getBytes(UTF_8));
      BoundedLog.bound(log, 100);
      writer.write("new\n".getBytes(UTF_8));
    }
    assertEquals("new\n", Files.readString(log), "goes on where the file ends");
    assertEquals("old\n" + "x".repeat(150), Files.readString(folder.resolve("log.1")));
    Files.writeString(log, "y".repeat(500) + "end");
    BoundedLog.bound(log, 100);
    assertEquals("y".repeat(197) + "end", Files.readString(folder.resolve("log.1")));
  }

  @Test
  void aLogIsFollowedThroughWhateverHappensToIt() throws Exception {
    Path log = folder.resolve("log");
    StringWriter printed = new StringWriter();
    LogPrinter printer = new LogPrinter(false, new PrintWriter(printed));
    LogPrinter.Source source = new LogPrinter.Source("alice", "guest", LogStream.STDERR, log);
    CountDownLatch end = new CountDownLatch(1);
    FutureTask<Void> following =
        new FutureTask<>(() -> {
          new LogFollower(List.of(new LogFile(source)), printer).follow(end);
          return null;
        });
    Thread.ofVirtual().start(following);
    Files.writeString(log, "first\nhal");
    Await.until("a line", PATIENCE, () -> printed.toString().equals("first\n"));
    Files.writeString(log, "f über\n", StandardOpenOption.APPEND);
    Await.until("the rest", PATIENCE, () -> printed.toString().endsWith("half über\n"));
    BoundedLog.bound(log, 1);
    Files.writeString(log, "anew\n", StandardOpenOption.APPEND);
    Await.until("the next file", PATIENCE, () -> printed.toString().endsWith("anew\n"));
    end.countDown();
    following.get(60, TimeUnit.SECONDS);
    assertEquals("first\nhalf über\nanew\n", printed.toString());
  }

  @Test
  void thePortIsReadWhateverTheGuestWrote() throws Exception {
    Path file = folder.resolve("gateway-endpoint");
    assertEquals(0, EndpointFile.port(file));
    Files.writeString(file, "ws://127.0.0.1:41234/ws\n");
    assertEquals(41_234, EndpointFile.port(file));
    for (String bad : List.of("", "ws://127.0.0.1:22/ws", "ws://x:99999/ws", "x".repeat(5000))) {
      Files.writeString(file, bad);
      assertEquals(0, EndpointFile.port(file), bad);
    }
    Files.delete(file);
    Path elsewhere = Files.writeString(folder.resolve("other"), "ws://127.0.0.1:41234/ws\n");
    Files.createSymbolicLink(file, elsewhere);
    assertEquals(0, EndpointFile.port(file), "a link is not followed");
  }

  @Test
  void theConfigurationFolderIsTheOwners(@TempDir Path parent) throws IOException {
    DaemonFiles files = new DaemonFiles(parent.resolve(".oxydra"));
    files.makeRun();
    for (Path folder : List.of(files.config(), files.run())) {
      assertEquals(
          "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
    }
  }
}
