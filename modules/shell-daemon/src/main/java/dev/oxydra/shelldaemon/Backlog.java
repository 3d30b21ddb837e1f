package dev.oxydra.shelldaemon;

import dev.oxydra.types.ShellReply;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a background process wrote last, until it is read, and how it ended. */
final class Backlog {
  /** How much is kept, in bytes; the oldest is lost first. */
  static final int ROOM = 1 << 20;

  /** The most that one reply carries, in bytes. */
  private static final int PIECE = 64 << 10;

  private byte[] ring = new byte[PIECE];
  private long total;

  /** Where what nobody has read yet begins. */
  private long unread;

  private @Nullable Integer exitCode;

  synchronized void write(byte[] data) {
    grow(Math.min(ROOM, total + data.length));
    int skipped = Math.max(0, data.length - ring.length);
    int at = (int) ((total + skipped) % ring.length);
    int first = Math.min(data.length - skipped, ring.length - at);
    System.arraycopy(data, skipped, ring, at, first);
    System.arraycopy(data, skipped + first, ring, 0, data.length - skipped - first);
    total += data.length;
    notifyAll();
  }

  /** While there is room everything stands from the first byte of the ring on. */
  private void grow(long needed) {
    if (needed > ring.length) {
      ring = Arrays.copyOf(ring, (int) Math.min(ROOM, Math.max(needed, 2L * ring.length)));
    }
  }

  /** It writes no more. */
  synchronized void end(int code) {
    exitCode = code;
    notifyAll();
  }

  /**
   * What it wrote, see {@link dev.oxydra.types.ShellRequest.Read}.
   *
   * @param wait for how long, when there is nothing
   */
  synchronized ShellReply.Written read(long id, long from, Duration wait)
      throws InterruptedException {
    long wanted = Math.min(from < 0 ? unread : from, total);
    long end = System.nanoTime() + wait.toNanos();
    for (long left = wait.toNanos();
        wanted == total && exitCode == null && left > 0;
        left = end - System.nanoTime()) {
      wait(left / 1_000_000 + 1);
    }
    long begin = Math.max(wanted, total - Math.min(total, ring.length));
    int length = (int) Math.min(PIECE, total - begin);
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = ring[(int) ((begin + i) % ring.length)];
    }
    unread = Math.max(unread, begin + length);
    boolean more = begin + length < total;
    return new ShellReply.Written(id, data, begin, begin - wanted, more, more ? null : exitCode);
  }

  /**
   * What it wrote that nobody has read, when it has ended.
   *
   * @param wait for how long, when it hasn't ended
   */
  synchronized ShellReply.Written last(long id, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    for (long left = wait.toNanos(); exitCode == null && left > 0; left = end - System.nanoTime()) {
      wait(left / 1_000_000 + 1);
    }
    return read(id, -1, Duration.ZERO);
  }

  synchronized boolean hasEnded() {
    return exitCode != null;
  }
}
