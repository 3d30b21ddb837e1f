package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Feature {@code history}: what a client may ask about any of its user's sessions. */
public sealed interface HistoryRequest extends ClientFrame {

  /**
   * The last events before a place.
   *
   * @param beforeSeq null for the last ones there are
   * @param limit 1 to 1000; null for 100
   */
  record GetHistory(
      String requestId, SessionId sessionId, @Nullable Long beforeSeq, @Nullable Integer limit)
      implements HistoryRequest {
    public GetHistory {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /**
   * The messages of all sessions that have all the words.
   *
   * @param limit 1 to 100; null for 20
   */
  record SearchSessions(String requestId, String query, @Nullable Integer limit)
      implements HistoryRequest {
    public SearchSessions {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(query, "query");
    }
  }

  /**
   * Gives a session another name.
   *
   * @param displayName null or blank for none
   */
  record RenameSession(String requestId, SessionId sessionId, @Nullable String displayName)
      implements HistoryRequest {
    public RenameSession {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /**
   * Puts a session aside, or takes it back.
   *
   * @param archived null for true
   */
  record ArchiveSession(String requestId, SessionId sessionId, @Nullable Boolean archived)
      implements HistoryRequest {
    public ArchiveSession {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /** Deletes a session for good. */
  record DeleteSession(String requestId, SessionId sessionId) implements HistoryRequest {
    public DeleteSession {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /**
   * Makes a session that begins with a copy of another one's past.
   *
   * @param atSeq the last event that is copied
   * @param displayName what the user calls the new one
   */
  record ForkSession(
      String requestId, SessionId sessionId, Long atSeq, @Nullable String displayName)
      implements HistoryRequest {
    public ForkSession {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(atSeq, "at_seq");
    }
  }

  /** Writes a session out. */
  record ExportSession(String requestId, SessionId sessionId, Format format)
      implements HistoryRequest {
    public ExportSession {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(format, "format");
    }
  }

  /** How a session is written out. */
  enum Format {
    /** One event a line, as in the frame {@code event}. */
    @JsonProperty("jsonl")
    JSONL,
    /** The conversation, to be read. */
    @JsonProperty("markdown")
    MARKDOWN
  }
}
