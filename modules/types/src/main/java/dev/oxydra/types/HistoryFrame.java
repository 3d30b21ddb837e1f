package dev.oxydra.types;

import dev.oxydra.types.ServerFrame.SessionRef;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Feature {@code history}: the answers to a {@link HistoryRequest}. */
public sealed interface HistoryFrame extends ServerFrame {

  /**
   * Some of a session's events, in order.
   *
   * @param hasMore whether there are others before them
   */
  record History(
      String requestId, SessionId sessionId, List<ServerFrame.Journalled> events, boolean hasMore)
      implements HistoryFrame {
    public History {
      events = List.copyOf(events);
    }
  }

  /** What was found, the best first. */
  record SearchResults(String requestId, List<SearchHit> results) implements HistoryFrame {
    public SearchResults {
      results = List.copyOf(results);
    }
  }

  record SessionRenamed(String requestId, SessionRef session, @Nullable String displayName)
      implements HistoryFrame {}

  record SessionArchived(String requestId, SessionRef session, boolean archived)
      implements HistoryFrame {}

  /**
   * A session is gone. Connections that had joined it are moved to the default one.
   *
   * @param requestId the request that asked for it; null for a connection that had joined it
   * @param backups the backups that still have it
   */
  record SessionDeleted(@Nullable String requestId, SessionRef session, List<String> backups)
      implements HistoryFrame {
    public SessionDeleted {
      Objects.requireNonNull(session, "session");
      backups = List.copyOf(backups);
    }
  }

  /**
   * A session was made that begins with a copy. The connection stays where it is.
   *
   * @param session the new one
   */
  record SessionForked(String requestId, SessionRef session, SessionId fromSessionId, long atSeq)
      implements HistoryFrame {}

  /**
   * Part of a session that is written out.
   *
   * @param index its place, from 0
   * @param text to be joined with the others
   * @param last whether it is the last one
   */
  record ExportChunk(
      String requestId,
      SessionId sessionId,
      HistoryRequest.Format format,
      int index,
      String text,
      boolean last)
      implements HistoryFrame {}
}
