package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workspaces, the tails of logs, and the file that says where a guest is. */
class FilesTest {
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
}
