package dev.oxydra.provider;

import dev.langchain4j.http.client.sse.DefaultServerSentEventParsingHandle;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of server-sent events as the WHATWG HTML standard defines it (section 9.2.6):
 * lines end in LF, CR or CRLF, comments are passed over, and an event that the stream's end cuts
 * off is dropped. Unlike LangChain4j's parser it bounds a line, and throws what the listener
 * throws.
 */
final class SseParser implements ServerSentEventParser {
  private static final int MAX_EVENT = 4 << 20;
  private static final int PIECE = 8 << 10;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};

  @Override
  public void parse(InputStream body, ServerSentEventListener listener) {
    ServerSentEventContext context =
        new ServerSentEventContext(new DefaultServerSentEventParsingHandle(body));
    try {
      new Reading(body, listener, context).run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One stream, from its first byte to its last. */
  private static final class Reading {
    private final InputStream in;
    private final ServerSentEventListener listener;
    private final ServerSentEventContext context;
    // What has been read and not yet taken: from the first byte of a line to the last that came.
    private byte[] buffer = new byte[PIECE];
    private int from;
    private int to;
    private final EventData data = new EventData();
    private @Nullable String event;
    private boolean afterReturn;
    private boolean first = true;

    Reading(InputStream body, ServerSentEventListener listener, ServerSentEventContext context) {
      this.in = body;
      this.listener = listener;
      this.context = context;
    }

    void run() throws IOException {
      int next = 0;
      do {
        for (; next < to; next++) {
          byte at = buffer[next];
          if (at == '\n' || at == '\r') {
            if (at == '\r' || !afterReturn || next > from) {
              endLine(next);
            }
            if (context.parsingHandle().isCancelled()) {
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

    private void endLine(int end) {
      if (first) {
        first = false;
        from += startsWith(BYTE_ORDER_MARK, end) ? BYTE_ORDER_MARK.length : 0;
      }
      if (from == end) {
        dispatch();
      } else {
        field(end);
      }
    }

    private boolean startsWith(byte[] what, int end) {
      int length = what.length;
      return end - from >= length && Arrays.equals(buffer, from, from + length, what, 0, length);
    }

    private void dispatch() {
      String whole = data.take();
      if (whole != null) {
        listener.onEvent(new ServerSentEvent(event, whole), context);
      }
      event = null;
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
        data.add(new String(buffer, value, end - value, StandardCharsets.UTF_8));
      } else if (isNamed(EVENT, colon)) {
        event = new String(buffer, value, end - value, StandardCharsets.UTF_8);
      }
    }

    private boolean isNamed(byte[] name, int colon) {
      return Arrays.equals(buffer, from, colon, name, 0, name.length);
    }
  }

  /** The data of one event: mostly one line, which is then not copied. */
  private static final class EventData {
    private @Nullable String line;
    private @Nullable StringBuilder lines;

    void add(String more) {
      if (line == null) {
        line = more;
        return;
      }
      if (lines == null) {
        lines = new StringBuilder(line);
      }
      lines.append('\n').append(more);
    }

    int length() {
      return lines != null ? lines.length() : line != null ? line.length() : 0;
    }

    /** All of it, once; null for none. */
    @Nullable String take() {
      String whole = lines != null ? lines.toString() : line;
      line = null;
      lines = null;
      return whole;
    }
  }
}
