package dev.oxydra.provider;

import dev.langchain4j.http.client.sse.DefaultServerSentEventParsingHandle;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of server-sent events as the WHATWG HTML standard defines it (section 9.2.6):
 * lines end in LF, CR or CRLF, comments are passed over, and an event that the stream's end cuts
 * off is dropped. Unlike LangChain4j's parser it bounds a line, and throws what the listener
 * throws.
 */
final class SseParser implements ServerSentEventParser {
  /** Bytes: what a generated picture takes in base64. */
  private static final int MAX_EVENT = 8 << 20;

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
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    private final StringBuilder data = new StringBuilder();
    private @Nullable String event;
    private boolean afterReturn;
    private boolean first = true;

    Reading(InputStream body, ServerSentEventListener listener, ServerSentEventContext context) {
      this.in = new BufferedInputStream(body);
      this.listener = listener;
      this.context = context;
    }

    void run() throws IOException {
      int next;
      while (!context.parsingHandle().isCancelled() && (next = in.read()) != -1) {
        boolean lineFeedOfReturn = afterReturn && next == '\n';
        afterReturn = next == '\r';
        if (lineFeedOfReturn) {
          continue;
        }
        if (next == '\n' || next == '\r') {
          endLine();
        } else {
          grow(next);
        }
      }
    }

    private void grow(int next) throws IOException {
      if (line.size() + data.length() >= MAX_EVENT) {
        throw new MalformedHttpException(
            "sent an event of more than " + (MAX_EVENT >> 20) + " MiB", null);
      }
      line.write(next);
    }

    private void endLine() {
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      if (first) {
        first = false;
        text = text.startsWith("\uFEFF") ? text.substring(1) : text;
      }
      if (text.isEmpty()) {
        dispatch();
      } else {
        field(text);
      }
    }

    private void dispatch() {
      if (!data.isEmpty()) {
        // Each data line ends in a line feed; the last one is not part of the data.
        data.setLength(data.length() - 1);
        listener.onEvent(new ServerSentEvent(event, data.toString()), context);
      }
      event = null;
      data.setLength(0);
    }

    private void field(String text) {
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(0, colon);
      String value = colon < 0 ? "" : text.substring(colon + 1);
      if (value.startsWith(" ")) {
        value = value.substring(1);
      }
      if (name.equals("data")) {
        data.append(value).append('\n');
      } else if (name.equals("event")) {
        event = value;
      }
    }
  }
}
