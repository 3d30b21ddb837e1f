package dev.oxydra.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of server-sent events as the WHATWG HTML standard defines it (section 9.2.6):
 * lines end in LF, CR or CRLF, comments are passed over, and an event that the stream's end cuts
 * off is dropped. Unlike LangChain4j's parser it bounds an event, and throws what the listener
 * throws.
 */
final class SseParser {
  /** Bytes: what a generated picture takes in base64. */
  private static final int MAX_EVENT = 16 << 20;

  private static final int PIECE = 8 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};

  /** Hears of events. */
  @FunctionalInterface
  interface Events {
    /**
     * Takes one event; the array is used again after it.
     *
     * @param name its name; null where it has none
     * @return whether to read on
     */
    boolean take(@Nullable String name, byte[] bytes, int from, int length);
  }

  private SseParser() {}

  /**
   * Reads to the end, or as far as is wanted.
   *
   * @throws IOException when the stream breaks, or is none
   */
  static void parse(InputStream body, Events events) throws IOException {
    new Reading(body, events).run();
  }

  /** One stream, from its first byte to its last. */
  private static final class Reading {
    private final InputStream in;
    private final Events events;
    // What has been read and not yet taken: from the first byte of a line to the last that came.
    private byte[] buffer = new byte[PIECE];
    private int from;
    private int to;
    private final EventData data = new EventData();
    private @Nullable String event;
    private boolean afterReturn;
    private boolean first = true;

    Reading(InputStream body, Events events) {
      this.in = body;
      this.events = events;
    }

    void run() throws IOException {
      int next = 0;
      do {
        for (; next < to; next++) {
          byte at = buffer[next];
          if (at == '\n' || at == '\r') {
            boolean ends = at == '\r' || !afterReturn || next > from;
            if (ends && !endLine(next)) {
              return;
            }
            afterReturn = at == '\r';
            from = next + 1;
          }
        }
        next -= makeRoom();
      } while (fill());
    }

    /** Moves what is left of a line to the front; how far that is. */
    private int makeRoom() throws IOException {
      int moved = from;
      int left = to - from;
      if (left + data.length() >= MAX_EVENT) {
        throw new MalformedHttpException(
            "sent an event of more than " + (MAX_EVENT >> 20) + " MiB", null);
      }
      byte[] target = left > buffer.length / 2 ? new byte[buffer.length * 2] : buffer;
      System.arraycopy(buffer, from, target, 0, left);
      buffer = target;
      from = 0;
      to = left;
      return moved;
    }

    private boolean fill() throws IOException {
      int count = in.read(buffer, to, buffer.length - to);
      to += Math.max(0, count);
      return count >= 0;
    }

    /** Whether to read on. */
    private boolean endLine(int end) {
      if (first) {
        first = false;
        from += startsWith(BYTE_ORDER_MARK, end) ? BYTE_ORDER_MARK.length : 0;
      }
      if (from == end) {
        return dispatch();
      }
      field(end);
      return true;
    }

    private boolean startsWith(byte[] what, int end) {
      int length = what.length;
      return end - from >= length && Arrays.equals(buffer, from, from + length, what, 0, length);
    }

    private boolean dispatch() {
      String name = event;
      event = null;
      return !data.isThere() || data.giveTo(events, name);
    }

    private void field(int end) {
      int colon = from;
      while (colon < end && buffer[colon] != ':') {
        colon++;
      }
      int value = Math.min(end, colon + 1);
      if (value < end && buffer[value] == ' ') {
        value++;
      }
      if (isNamed(DATA, colon)) {
        data.add(buffer, value, end - value);
      } else if (isNamed(EVENT, colon)) {
        event = new String(buffer, value, end - value, StandardCharsets.UTF_8);
      }
    }

    private boolean isNamed(byte[] name, int colon) {
      return Arrays.equals(buffer, from, colon, name, 0, name.length);
    }
  }

  /** The data of one event. */
  private static final class EventData {
    private byte[] bytes = new byte[PIECE];
    private int length;
    private boolean there;

    void add(byte[] line, int from, int count) {
      int needed = length + count + 1;
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * needed);
      }
      if (there) {
        bytes[length++] = '\n';
      }
      System.arraycopy(line, from, bytes, length, count);
      length += count;
      there = true;
    }

    int length() {
      return length;
    }

    boolean isThere() {
      return there;
    }

    boolean giveTo(Events events, @Nullable String name) {
      int given = length;
      length = 0;
      there = false;
      return events.take(name, bytes, 0, given);
    }
  }
}
