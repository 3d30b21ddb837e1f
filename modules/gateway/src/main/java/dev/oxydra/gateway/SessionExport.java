package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.Json;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes sessions out for one client, at its pace and one after the other, each on a thread of its
 * own: other requests are answered in between.
 */
final class SessionExport {
  private static final Logger LOG = LoggerFactory.getLogger(SessionExport.class);

  /** How many events are read at once. */
  private static final int PAGE = 64;

  private final SessionHub hub;
  private final Outbound outbound;
  private final ReentrantLock turn = new ReentrantLock(true);

  SessionExport(SessionHub hub, Outbound outbound) {
    this.hub = hub;
    this.outbound = outbound;
  }

  /** Writes out what the session has now. */
  void start(HistoryRequest.ExportSession asked, SessionInfo session) {
    long last = hub.journal().lastSeq(session.sessionId());
    Thread.ofVirtual().name("gateway-export").start(() -> run(asked, session, last));
  }

  private void run(HistoryRequest.ExportSession asked, SessionInfo session, long last) {
    turn.lock();
    try {
      write(asked, session, last);
    } catch (GatewayException e) {
      fail(asked, e.code(), e);
    } catch (JournalException e) {
      fail(asked, Code.JOURNAL_FAILED, e);
    } catch (RuntimeException e) {
      LOG.error("An export failed", e);
      fail(asked, Code.INTERNAL_ERROR, e);
    } finally {
      turn.unlock();
    }
  }

  private void fail(HistoryRequest.ExportSession asked, Code code, RuntimeException why) {
    outbound.add(
        new ServerFrame.Error(
            asked.requestId(),
            new ServerFrame.SessionRef(hub.user(), asked.sessionId()),
            null,
            String.valueOf(why.getMessage()),
            code.word()));
  }

  private void write(HistoryRequest.ExportSession asked, SessionInfo session, long last) {
    ExportText text =
        new ExportText((index, chunk, end) -> {
          boolean open = outbound.awaitRoom(() -> false);
          if (open) {
            outbound.add(chunk(asked, index, chunk, end));
          }
          return open;
        });
    if (asked.format() == HistoryRequest.Format.MARKDOWN) {
      text.add(MarkdownExport.head(session));
    }
    Journal journal = hub.journal();
    SessionId id = session.sessionId();
    long cursor = 0;
    while (cursor < last && text.isOpen()) {
      List<Event> page = journal.read(id, cursor, PAGE);
      requirePresent(page, id);
      page.stream()
          .filter(event -> event.seq() <= last)
          .forEach(event -> text.add(written(event, asked.format())));
      cursor = page.getLast().seq();
    }
    text.end();
  }

  private static void requirePresent(List<Event> page, SessionId session) {
    if (page.isEmpty() || page.getLast().payload() instanceof EventPayload.SessionDeleted) {
      throw new GatewayException(
          Code.UNKNOWN_SESSION, "Session %s was deleted meanwhile".formatted(session));
    }
  }

  private static String written(Event event, HistoryRequest.Format format) {
    return switch (format) {
      case JSONL -> Json.write(ServerFrame.Journalled.of(event)) + "\n";
      case MARKDOWN -> MarkdownExport.of(event);
    };
  }

  private static ServerFrame chunk(
      HistoryRequest.ExportSession asked, int index, String text, boolean last) {
    return new HistoryFrame.ExportChunk(
        asked.requestId(), asked.sessionId(), asked.format(), index, text, last);
  }
}
