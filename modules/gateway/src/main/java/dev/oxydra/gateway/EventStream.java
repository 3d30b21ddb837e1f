package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Json;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A session's events as Server-Sent Events (HTML standard, section 9.2), from a cursor on. They are
 * read from the journal at the client's pace; a comment now and then shows both sides that the
 * connection lives.
 */
final class EventStream implements Journal.Listener, HttpAnswer.Body {
  static final String MEDIA_TYPE = "text/event-stream";

  /** After how long a client that lost its connection comes back, in milliseconds. */
  private static final String BEGIN = "retry: 2000\n\n";

  private static final String HEARTBEAT = ":\n\n";

  private final Journal journal;
  private final SessionId session;
  private final long afterSeq;
  private final Duration heartbeat;
  private final HttpExchange exchange;

  EventStream(
      Journal journal,
      SessionId session,
      long afterSeq,
      Duration heartbeat,
      HttpExchange exchange) {
    this.journal = journal;
    this.session = session;
    this.afterSeq = afterSeq;
    this.heartbeat = heartbeat;
    this.exchange = exchange;
  }

  @Override
  public void writeTo(HttpExchange to) throws InterruptedException {
    if (!to.write(utf8(BEGIN))) {
      return;
    }
    try (var _ = journal.subscribe(session, afterSeq, this)) {
      while (!to.awaitEnd(heartbeat)) {
        to.write(utf8(HEARTBEAT));
      }
    }
  }

  @Override
  public void onEvent(Event event) {
    try {
      if (!exchange.write(utf8(text(event)))
          || event.payload() instanceof EventPayload.SessionDeleted) {
        exchange.finish();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.finish();
    }
  }

  private static String text(Event event) {
    return "id: %d\nevent: %s\ndata: %s\n\n"
        .formatted(
            event.seq(),
            EventCodec.type(event.payload()),
            Json.write(ServerFrame.Journalled.of(event)));
  }

  private static ByteBuf utf8(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void onCaughtUp(long seq) {}
}
