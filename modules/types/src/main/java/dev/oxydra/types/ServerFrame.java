package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the gateway sends: protocol version 2, and the frames of the features that we add. */
public sealed interface ServerFrame
    permits ServerFrame.HelloAck,
        ServerFrame.TurnStarted,
        ServerFrame.AssistantDelta,
        ServerFrame.TurnProgress,
        ServerFrame.TurnCompleted,
        ServerFrame.TurnCancelled,
        ServerFrame.MediaAttachment,
        ServerFrame.ScheduledNotification,
        ServerFrame.SessionCreated,
        ServerFrame.SessionList,
        ServerFrame.SessionSwitched,
        ServerFrame.HealthStatus,
        ServerFrame.Error,
        ServerFrame.Journalled,
        ServerFrame.ReplayComplete,
        ServerFrame.UsageUpdate,
        ToolFrame,
        ApprovalFrame,
        QueueFrame,
        HistoryFrame,
        FilesRestored,
        MemoryFrame,
        ContextFrame,
        OverviewFrame {

  /** Whose session. */
  record SessionRef(UserId userId, SessionId sessionId) {
    public SessionRef {
      Objects.requireNonNull(userId, "user_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /** Which turn, and where it is. */
  record TurnRef(TurnId turnId, TurnState state) {
    public TurnRef {
      Objects.requireNonNull(turnId, "turn_id");
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * The answer to {@code hello}.
   *
   * @param features those that the server grants; null where the client asked for none
   */
  record HelloAck(
      String requestId,
      int protocolVersion,
      SessionRef session,
      @Nullable TurnRef activeTurn,
      @Nullable List<String> features)
      implements ServerFrame {}

  record TurnStarted(String requestId, SessionRef session, TurnRef turn) implements ServerFrame {}

  record AssistantDelta(String requestId, SessionRef session, TurnRef turn, String delta)
      implements ServerFrame {}

  record TurnProgress(String requestId, SessionRef session, TurnRef turn, Progress progress)
      implements ServerFrame {}

  /**
   * What a turn is doing.
   *
   * @param turn which provider call of the turn, from 1
   */
  record Progress(Kind kind, String message, int turn, int maxTurns) {}

  /**
   * Which step it is at.
   *
   * @param elapsedSecs in seconds
   */
  record Kind(
      TurnUpdate.Progress.Kind kind,
      @Nullable List<String> toolNames,
      @Nullable Long elapsedSecs) {}

  record TurnCompleted(String requestId, SessionRef session, TurnRef turn, Response response)
      implements ServerFrame {}

  /** The turn's last answer, and the tokens of the whole turn. */
  record Response(
      ResponseMessage message,
      @Nullable List<CalledTool> toolCalls,
      @Nullable FinishReason finishReason,
      @Nullable TokenCounts usage) {}

  record ResponseMessage(
      Role role,
      @Nullable String content,
      @Nullable List<CalledTool> toolCalls,
      @Nullable List<Attachment> attachments) {}

  record CalledTool(String id, String name, JsonNode arguments) {}

  record TokenCounts(
      @Nullable Long promptTokens, @Nullable Long completionTokens, @Nullable Long totalTokens) {}

  record TurnCancelled(String requestId, SessionRef session, TurnRef turn) implements ServerFrame {}

  record MediaAttachment(String requestId, SessionRef session, Media attachment)
      implements ServerFrame {}

  @SuppressWarnings("ArrayRecordComponent") // is written and never compared
  record Media(
      String filePath,
      MediaType mediaType,
      @Nullable String caption,
      byte[] data,
      @Nullable String fileName) {}

  /** How a front end shows a file. */
  enum MediaType {
    @JsonProperty("photo")
    PHOTO,
    @JsonProperty("audio")
    AUDIO,
    @JsonProperty("document")
    DOCUMENT,
    @JsonProperty("voice")
    VOICE,
    @JsonProperty("video")
    VIDEO
  }

  record ScheduledNotification(String scheduleId, @Nullable String scheduleName, String message)
      implements ServerFrame {}

  record SessionCreated(
      String requestId, SessionRef session, @Nullable String displayName, String agentName)
      implements ServerFrame {}

  record SessionList(String requestId, List<SessionInfo> sessions) implements ServerFrame {}

  record SessionSwitched(String requestId, SessionRef session, @Nullable TurnRef activeTurn)
      implements ServerFrame {}

  record HealthStatus(
      String requestId,
      boolean healthy,
      @Nullable SessionRef session,
      @Nullable TurnRef activeTurn,
      @Nullable StartupStatus startupStatus,
      @Nullable String message)
      implements ServerFrame {}

  /**
   * A request or a turn failed.
   *
   * @param message what happened and what to do, for people
   * @param code a stable snake_case word for programs
   */
  record Error(
      @Nullable String requestId,
      @Nullable SessionRef session,
      @Nullable TurnRef turn,
      String message,
      String code)
      implements ServerFrame {}

  /** Feature {@code events}: one committed event of the journal. */
  record Journalled(
      long seq,
      UUID id,
      Instant ts,
      SessionId sessionId,
      @Nullable TurnId turnId,
      String actor,
      String type,
      @Nullable Long parent,
      JsonNode payload)
      implements ServerFrame {
    public Journalled {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(ts, "ts");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(actor, "actor");
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(payload, "payload");
    }

    /** {@code event} as a frame. */
    public static Journalled of(Event event) {
      return new Journalled(
          event.seq(),
          event.id(),
          event.ts(),
          event.sessionId(),
          event.turnId(),
          event.actor(),
          EventCodec.type(event.payload()),
          event.parent(),
          EventCodec.write(event.payload()));
    }

    /**
     * The frame as an event.
     *
     * @throws IllegalArgumentException when the payload is not of its type
     */
    public Event toEvent() {
      return new Event(
          seq, id, ts, sessionId, turnId, actor, parent, EventCodec.read(type, payload));
    }
  }

  /** Feature {@code events}: the replay has reached {@code seq}, and what follows is live. */
  record ReplayComplete(String requestId, SessionId sessionId, long seq) implements ServerFrame {}

  /**
   * Feature {@code usage}: a provider call was made.
   *
   * @param contextTokens how long the conversation is now
   * @param contextLimit how long it may be; null where that is unknown
   * @param sessionCostUsd what the session has cost so far; null where nothing is known
   */
  record UsageUpdate(
      String requestId,
      SessionRef session,
      TurnRef turn,
      long inputTokens,
      long outputTokens,
      long cachedInputTokens,
      long reasoningTokens,
      @Nullable BigDecimal costUsd,
      long contextTokens,
      @Nullable Long contextLimit,
      @Nullable BigDecimal sessionCostUsd)
      implements ServerFrame {}
}
