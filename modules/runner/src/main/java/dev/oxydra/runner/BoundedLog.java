package dev.oxydra.runner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a log file from growing without end. Its writer is another process, which appends and can't
 * be told to open another file: what is in it is copied to {@code <name>.1}, in place of what was
 * there, and the file is emptied. A line that is written between the two is lost.
 */
final class BoundedLog {
  /** How long a log may get, in bytes, before it makes place. */
  static final long LONGEST = 10L << 20;

  private BoundedLog() {}

  /** Where what was in a log is put. */
  static Path aside(Path log) {
    return log.resolveSibling(log.getFileName() + ".1");
  }

  /** Makes place in a log that has got too long. */
  static void bound(Path log) throws IOException {
    bound(log, LONGEST);
  }

  static void bound(Path log, long longest) throws IOException {
    if (!Files.isRegularFile(log) || Files.size(log) <= longest) {
      return;
    }
    try (FileChannel from =
            FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel to =
            FileChannel.open(
                aside(log),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      long end = from.size();
      // A writer without measure must not fill the disk twice over: the older part goes.
      for (long at = Math.max(0, end - 2 * longest); at < end; ) {
        at += from.transferTo(at, end - at, to);
      }
      from.truncate(0);
    }
  }
}
