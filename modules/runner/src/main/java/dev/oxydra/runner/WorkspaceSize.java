package dev.oxydra.runner;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * How large the files of a user are in all: those that agents and their commands write. A look at
 * the disk's free space is cheap and comes first; files are counted when it has fallen, and now and
 * then. For use by one thread.
 */
final class WorkspaceSize {
  private static final Duration COUNT_AGAIN = Duration.ofMinutes(1);

  /** Room may be made without the disk's free space rising. */
  private static final Duration COUNT_WHEN_FULL = Duration.ofSeconds(10);

  /** Less than this, others write that much too. */
  private static final long NOTICEABLE = 64 << 20;

  private final Workspace workspace;
  private final long most;
  private long freeThen = -1;
  private long countedAt;
  private volatile long bytes;

  /**
   * @param most how large they may be, bytes
   */
  WorkspaceSize(Workspace workspace, long most) {
    this.workspace = workspace;
    this.most = most;
  }

  /** Looks, and counts where that seems worth it. */
  void look() throws IOException {
    long free = Files.getFileStore(workspace.root()).getUsableSpace();
    long now = System.nanoTime();
    boolean fell = freeThen - free > Math.min(NOTICEABLE, Math.max(1, (most - bytes) / 2));
    boolean rose = isFull() && free > freeThen;
    Duration again = isFull() ? COUNT_WHEN_FULL : COUNT_AGAIN;
    if (freeThen < 0 || fell || rose || now - countedAt > again.toNanos()) {
      bytes = count();
      freeThen = free;
      countedAt = now;
    }
  }

  /** What was counted last. */
  long bytes() {
    return bytes;
  }

  boolean isFull() {
    return bytes > most;
  }

  /** One folder at a time is open, however deep they are. What can't be read counts nothing. */
  private long count() {
    Deque<Path> folders =
        new ArrayDeque<>(List.of(workspace.shared(), workspace.tmp(), workspace.internal()));
    long sum = 0;
    while (!folders.isEmpty()) {
      Path folder = folders.pop();
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          sum += size(entry, folders);
        }
      } catch (IOException | DirectoryIteratorException e) {
        // Removed in between, or not ours.
      }
    }
    return sum;
  }

  private static long size(Path entry, Deque<Path> folders) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        folders.push(entry);
      }
      return attributes.isRegularFile() ? attributes.size() : 0;
    } catch (IOException e) {
      return 0; // Removed in between.
    }
  }
}
