package dev.oxydra.runner;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prints the lines that are added to a log, wherever it starts anew: emptied, removed, or not there
 * yet.
 */
final class LogFollower {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final int MOST_BYTES = 1 << 20;

  private final Path log;
  private final PrintWriter out;
  private long position;

  /**
   * @param from the first byte to print
   */
  LogFollower(Path log, long from, PrintWriter out) {
    this.log = log;
    this.out = out;
    this.position = from;
  }

  /** Goes on until nobody reads what it prints, or the latch is down. */
  void follow(CountDownLatch end) throws IOException, InterruptedException {
    while (!out.checkError()) {
      boolean more = print();
      if (!more && end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  /**
   * Prints whole lines, as the end of a part of one may be half a letter.
   *
   * @return whether there was something
   */
  private boolean print() throws IOException {
    if (!Files.exists(log)) {
      position = 0;
      return false;
    }
    try (FileChannel file = FileChannel.open(log)) {
      if (file.size() < position) {
        position = 0;
      }
      ByteBuffer added = ByteBuffer.allocate((int) Math.min(file.size() - position, MOST_BYTES));
      int read = Math.max(0, file.read(added, position));
      int end = read;
      while (end > 0 && end < MOST_BYTES && added.get(end - 1) != '\n') {
        end--;
      }
      out.print(new String(added.array(), 0, end, StandardCharsets.UTF_8));
      out.flush();
      position += end;
      return end > 0;
    }
  }
}
