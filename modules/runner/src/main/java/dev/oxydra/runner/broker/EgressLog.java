package dev.oxydra.runner.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that one guest asked of the outside, a line of JSON each. A thread of its own writes,
 * so that no request waits for the disk. When the file gets too long it becomes {@code <name>.1},
 * in place of the one before.
 */
final class EgressLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EgressLog.class);

  /** How long the file may get, bytes. */
  static final long LONGEST = 10L << 20;

  /** A guest that asks faster than the disk takes lines waits, rather than that one is lost. */
  private static final int MOST_WAITING = 16 * 1024;

  /** How often somebody who waits looks whether it is still of use. */
  private static final long PATIENCE_MILLIS = 100;

  /** No line is empty. */
  private static final String END = "";

  private static final Set<OpenOption> APPEND =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);

  private final Path file;
  private final long longest;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread writer;
  private volatile boolean closed;
  private boolean failed;

  private EgressLog(Path file, long longest) {
    this.file = file;
    this.longest = longest;
    this.writer = Thread.ofVirtual().name("egress-log").unstarted(this::write);
  }

  /**
   * @param file whose folder must be there; what is in it is kept
   */
  static EgressLog open(Path file) {
    return open(file, LONGEST);
  }

  static EgressLog open(Path file, long longest) {
    EgressLog log = new EgressLog(file, longest);
    log.writer.start();
    return log;
  }

  /** The line will be written, at the latest by {@link #close}; after that it is dropped. */
  void add(EgressEntry entry) {
    String line = entry.line() + "\n";
    boolean interrupted = false;
    boolean added = false;
    while (!added && !closed) {
      try {
        added = lines.offer(line, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true; // The guest has gone; what it did is written all the same.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Is never interrupted: that would close the file under it. */
  private void write() {
    List<String> some = new ArrayList<>();
    boolean more = true;
    while (more) {
      try {
        some.add(lines.take());
      } catch (InterruptedException e) {
        throw new AssertionError("Nobody interrupts this thread", e);
      }
      lines.drainTo(some);
      more = !some.removeIf(line -> line.equals(END));
      append(some);
      some.clear();
    }
  }

  private void append(List<String> some) {
    if (some.isEmpty()) {
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(String.join("", some).getBytes(StandardCharsets.UTF_8));
    try (FileChannel out =
        FileChannel.open(
            file,
            APPEND,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      if (out.size() > longest) {
        Path before = file.resolveSibling(file.getFileName() + ".1");
        Files.move(file, before, StandardCopyOption.REPLACE_EXISTING);
      }
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        LOG.warn("The egress log {} can't be written: {}", file, String.valueOf(e));
      }
      failed = true;
    }
  }

  /** Writes what was added. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = false;
    boolean told = false;
    while (writer.isAlive()) {
      try {
        told = told || lines.offer(END, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        writer.join(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
