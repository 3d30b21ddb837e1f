package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.WorkspaceSchema.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upgrades of workspaces, and what is left when the machine dies in the middle of one. */
class WorkspaceSchemaTest {
  private static final Step ADD_NOTES =
      internal -> Files.writeString(internal.resolve("notes"), "by an upgrade");
  private static final Step RENAME_JOURNAL =
      internal -> Files.move(internal.resolve("journal.db"), internal.resolve("events.db"));
  private static final WorkspaceSchema THIRD =
      new WorkspaceSchema(List.of(ADD_NOTES, RENAME_JOURNAL));

  @TempDir private Path folder;
  private Workspace workspace;

  @BeforeEach
  void asVersionOneLeftIt() throws IOException {
    workspace = new Workspace(folder.resolve("alice"));
    workspace.create();
    Files.writeString(workspace.journal(), "old");
    Files.writeString(
        Files.createDirectory(workspace.internal().resolve("index")).resolve("s"), "x");
    Files.createSymbolicLink(workspace.internal().resolve("link"), Path.of("/etc/hostname"));
  }

  private WorkspaceStamp stamp() throws IOException {
    return WorkspaceStamp.read(workspace.stamp()).orElseThrow();
  }

  private String internal(String file) throws IOException {
    return Files.readString(workspace.internal().resolve(file));
  }

  private void assertUpgraded() throws IOException {
    assertEquals("old", internal("events.db"));
    assertEquals("by an upgrade", internal("notes"));
    assertEquals("x", internal("index/s"));
    assertTrue(Files.isSymbolicLink(workspace.internal().resolve("link")), "not followed");
    assertFalse(Files.exists(workspace.journal()));
    assertEquals(3, stamp().schema());
  }

  private void assertAsItWas() throws IOException {
    assertEquals("old", Files.readString(workspace.journal()));
    assertEquals("x", internal("index/s"));
    assertFalse(Files.exists(workspace.internal().resolve("notes")));
  }

  private void assertTidy() throws IOException {
    try (var entries = Files.list(workspace.root())) {
      assertEquals(
          List.of(),
          entries.filter(entry -> entry.getFileName().toString().contains("internal.")).toList());
    }
  }

  @Test
  void whatIsThereTodayIsVersionOneAndNeedsNothing() throws Exception {
    assertFalse(WorkspaceSchema.CURRENT.prepare(workspace));
    assertAsItWas();
    assertEquals(WorkspaceSchema.CURRENT.version(), stamp().schema());
    assertFalse(stamp().oxydra().isEmpty());
  }

  @Test
  void aNewWorkspaceIsNotUpgraded() throws Exception {
    Workspace fresh = new Workspace(folder.resolve("bob"));
    fresh.create();
    assertFalse(THIRD.prepare(fresh));
    assertEquals(3, WorkspaceStamp.read(fresh.stamp()).orElseThrow().schema());
    assertFalse(Files.exists(fresh.internal().resolve("notes")));
  }

  @Test
  void anUpgradeKeepsTheOldOneUntilAGuestIsReady() throws Exception {
    assertTrue(THIRD.prepare(workspace));
    assertUpgraded();
    assertEquals(1, stamp().previous());
    assertEquals("old", Files.readString(workspace.root().resolve("internal.old/journal.db")));
    assertFalse(THIRD.prepare(workspace), "once");
    assertUpgraded();

    THIRD.confirm(workspace);
    assertUpgraded();
    assertEquals(0, stamp().previous());
    assertTidy();
    THIRD.revert(workspace);
    assertUpgraded();
  }

  @Test
  void anUpgradeThatNoGuestGetsReadyWithIsTakenBack() throws Exception {
    THIRD.prepare(workspace);
    THIRD.revert(workspace);
    assertAsItWas();
    assertEquals(1, stamp().schema());
    assertTidy();
    assertFalse(WorkspaceSchema.CURRENT.prepare(workspace), "the older program can go on");
    assertTrue(THIRD.prepare(workspace), "and the newer one try again");
    assertUpgraded();
  }

  @Test
  void anUpgradeThatFailsChangesNothing() throws Exception {
    WorkspaceSchema failing =
        new WorkspaceSchema(
            List.of(
                ADD_NOTES,
                _ -> {
                  throw new IOException("No space left on device");
                }));
    RunnerException failure = assertThrows(RunnerException.class, () -> failing.prepare(workspace));
    String message = Objects.requireNonNull(failure.getMessage());
    assertTrue(message.contains("is as it was: No space left on device"), message);
    assertAsItWas();
    assertTidy();
  }

  @Test
  void aNewerOneIsRefused() throws Exception {
    THIRD.prepare(workspace);
    RunnerException refused =
        assertThrows(RunnerException.class, () -> WorkspaceSchema.CURRENT.prepare(workspace));
    String message = Objects.requireNonNull(refused.getMessage());
    assertTrue(message.contains("has version 3"), message);
    assertTrue(message.contains("knows version 1"), message);
    assertTrue(message.contains(workspace.root().toString()), message);
    assertUpgraded();
  }

  @Test
  void theMachineMayDieWhileTheCopyIsMade() throws Exception {
    Path half = Files.createDirectory(workspace.root().resolve("internal.next"));
    Files.writeString(half.resolve("journal.db"), "ol");
    assertTrue(THIRD.prepare(workspace));
    assertUpgraded();
  }

  @Test
  void theMachineMayDieBetweenTheTwoRenames() throws Exception {
    WorkspaceStamp.of(1, 0).write(workspace.stamp());
    Files.move(workspace.internal(), workspace.root().resolve("internal.old"));
    Files.createDirectory(workspace.root().resolve("internal.next"));
    workspace.create(); // As every start does, before it looks.
    assertFalse(WorkspaceSchema.CURRENT.prepare(workspace));
    assertAsItWas();
    assertTidy();
    assertTrue(THIRD.prepare(workspace));
    assertUpgraded();
  }

  @Test
  void theMachineMayDieBeforeTheUpgradeIsStamped() throws Exception {
    THIRD.prepare(workspace);
    WorkspaceStamp.of(1, 0).write(workspace.stamp());
    assertFalse(WorkspaceSchema.CURRENT.prepare(workspace));
    assertAsItWas();
    assertTidy();
  }

  @Test
  void theMachineMayDieWhileTheOldOneIsRemoved() throws Exception {
    THIRD.prepare(workspace);
    Files.writeString(workspace.internal().resolve("events.db"), "new turns");
    Files.move(
        workspace.root().resolve("internal.old"), workspace.root().resolve("internal.removed"));
    assertFalse(THIRD.prepare(workspace));
    assertEquals("new turns", internal("events.db"), "nothing is taken back");
    assertEquals(0, stamp().previous());
    assertTidy();
  }

  @Test
  void aStampThatSaysNothingIsAnError() throws Exception {
    Files.writeString(workspace.stamp(), "{\"schema\": \"two\"}");
    assertThrows(RunnerException.class, () -> WorkspaceSchema.CURRENT.prepare(workspace));
    Files.writeString(workspace.stamp(), "{\"sche");
    assertThrows(RunnerException.class, () -> WorkspaceSchema.CURRENT.prepare(workspace));
    assertAsItWas();
  }
}
