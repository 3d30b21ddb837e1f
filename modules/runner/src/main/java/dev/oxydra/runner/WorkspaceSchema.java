package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.isolation.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions of a workspace's layout. What a program keeps for itself is in the folder {@code
 * internal}; an upgrade works on a copy of it and keeps the old one until a guest has been ready
 * with the new one. Every step leaves a state from which the next start goes on, should the machine
 * die after it:
 *
 * <ol>
 *   <li>{@code internal.next} is a copy that is being migrated: it is thrown away.
 *   <li>{@code internal.old} is there and the stamp names no previous version: the folders were
 *       being exchanged, or an upgrade is taken back. The old one is put back.
 *   <li>{@code internal.old} is there and the stamp names a previous version: it is kept.
 *   <li>{@code internal.removed}: it is deleted.
 * </ol>
 */
final class WorkspaceSchema {
  /** What this program knows. Version 1 has no stamp where it is older than stamps. */
  static final WorkspaceSchema CURRENT = new WorkspaceSchema(List.of());

  private static final Logger LOG = LoggerFactory.getLogger(WorkspaceSchema.class);

  /** Brings a folder {@code internal} from one version to the next. */
  @FunctionalInterface
  interface Step {
    void migrate(Path internal) throws IOException;
  }

  private final List<Step> steps;

  /**
   * @param steps the first leads from version 1 to 2
   */
  WorkspaceSchema(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  int version() {
    return steps.size() + 1;
  }

  /**
   * @throws RunnerException when a newer program has made the workspace what it is
   */
  void check(Workspace workspace) {
    try {
      Optional<WorkspaceStamp> stamp = WorkspaceStamp.read(workspace.stamp());
      if (stamp.isPresent() && stamp.get().schema() > version()) {
        throw new RunnerException(
            Kind.FILES,
            "The workspace %s has version %d of its layout, written by Oxydra %s; this is Oxydra %s, which knows version %d. Use that Oxydra or a newer one, or set another workspace_root in runner.conf."
                .formatted(
                    workspace.root(),
                    stamp.get().schema(),
                    stamp.get().oxydra(),
                    Version.current(),
                    version()));
      }
    } catch (IOException e) {
      throw failed(workspace, "can't be looked at", e);
    }
  }

  /**
   * Makes a workspace ready for a guest of this program. No other may run in it, and its folders
   * are there.
   *
   * @return whether it was upgraded just now
   * @throws RunnerException when it can't be, and is as it was
   */
  boolean prepare(Workspace workspace) {
    check(workspace);
    try {
      recover(workspace);
      int present = present(workspace);
      if (present < version()) {
        upgrade(workspace, present);
        return true;
      }
      if (!Files.exists(workspace.stamp())) {
        WorkspaceStamp.of(version(), 0).write(workspace.stamp());
      }
      return false;
    } catch (IOException e) {
      throw failed(workspace, "could not be upgraded and is as it was", e);
    }
  }

  /** A workspace without a stamp is new, or as old as stamps are not. */
  private int present(Workspace workspace) throws IOException {
    int unstamped = Files.exists(workspace.journal()) ? 1 : version();
    return WorkspaceStamp.read(workspace.stamp()).map(WorkspaceStamp::schema).orElse(unstamped);
  }

  private void upgrade(Workspace workspace, int from) throws IOException {
    Path next = next(workspace);
    try {
      FolderCopy.copy(workspace.internal(), next);
      for (Step step : steps.subList(from - 1, steps.size())) {
        step.migrate(next);
      }
      FolderCopy.force(next);
    } catch (IOException | RuntimeException e) {
      Folders.delete(next);
      throw e;
    }
    // Says which version goes back should the machine die before the last line.
    WorkspaceStamp.of(from, 0).write(workspace.stamp());
    move(workspace.internal(), old(workspace));
    move(next, workspace.internal());
    WorkspaceStamp.of(version(), from).write(workspace.stamp());
    LOG.info("{} was upgraded from version {} to {}", workspace.root(), from, version());
  }

  private static void recover(Workspace workspace) throws IOException {
    Optional<WorkspaceStamp> stamp = WorkspaceStamp.read(workspace.stamp());
    boolean keeps = stamp.isPresent() && stamp.get().previous() > 0;
    boolean old = exists(old(workspace));
    Folders.delete(removed(workspace));
    if (old && !keeps) {
      if (exists(workspace.internal())) {
        move(workspace.internal(), removed(workspace));
      }
      move(old(workspace), workspace.internal());
    } else if (!old && keeps) {
      WorkspaceStamp.of(stamp.get().schema(), 0).write(workspace.stamp());
    }
    Folders.delete(next(workspace));
    Folders.delete(removed(workspace));
  }

  /** A guest is ready with it: the old version is not needed any more. */
  void confirm(Workspace workspace) {
    try {
      Optional<WorkspaceStamp> stamp = WorkspaceStamp.read(workspace.stamp());
      if (stamp.isPresent() && stamp.get().previous() > 0) {
        move(old(workspace), removed(workspace));
        WorkspaceStamp.of(stamp.get().schema(), 0).write(workspace.stamp());
        Folders.delete(removed(workspace));
      }
    } catch (IOException e) {
      LOG.warn("What {} was before its upgrade could not be removed", workspace.root(), e);
    }
  }

  /**
   * Puts the version from before an upgrade back, which no guest has been ready with.
   *
   * @throws RunnerException when it can't be; the next start tries again
   */
  void revert(Workspace workspace) {
    try {
      Optional<WorkspaceStamp> stamp = WorkspaceStamp.read(workspace.stamp());
      if (stamp.isPresent() && stamp.get().previous() > 0) {
        WorkspaceStamp.of(stamp.get().previous(), 0).write(workspace.stamp());
        recover(workspace);
        LOG.warn("{} was put back to version {}", workspace.root(), stamp.get().previous());
      }
    } catch (IOException e) {
      throw failed(workspace, "could not be put back to the version before its upgrade", e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean exists(Path folder) {
    return Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
  }

  private static Path next(Workspace workspace) {
    return workspace.root().resolve("internal.next");
  }

  private static Path old(Workspace workspace) {
    return workspace.root().resolve("internal.old");
  }

  private static Path removed(Workspace workspace) {
    return workspace.root().resolve("internal.removed");
  }

  private static RunnerException failed(Workspace workspace, String what, IOException cause) {
    return new RunnerException(
        Kind.FILES,
        "The workspace %s %s: %s".formatted(workspace.root(), what, cause.getMessage()),
        cause);
  }
}
