package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened, by type. The types' names in the journal and on the wire are in {@link
 * EventCodec}.
 */
public sealed interface EventPayload
    permits EventPayload.SessionCreated,
        EventPayload.SessionRenamed,
        EventPayload.SessionArchived,
        EventPayload.SessionForked,
        EventPayload.SessionDeleted,
        EventPayload.TurnSubmitted,
        EventPayload.TurnEdited,
        EventPayload.TurnStarted,
        EventPayload.TurnSteered,
        EventPayload.TurnCompleted,
        EventPayload.TurnCancelled,
        EventPayload.TurnFailed,
        EventPayload.UserMessage,
        EventPayload.AssistantMessage,
        EventPayload.SummaryWritten,
        EventPayload.ToolCalled,
        EventPayload.ToolResulted,
        EventPayload.UsageRecorded,
        EventPayload.TimeRecorded,
        EventPayload.Unknown,
        ApprovalEvent,
        ApprovalModeChanged,
        NoteEvent,
        ScheduleEvent,
        ActorEvent,
        NotificationEvent,
        CheckpointEvent,
        ConstraintEvent,
        MemoryEvent,
        ChannelEvent {

  /**
   * A session was made.
   *
   * @param agentName the agent that it talks to
   * @param displayName what its user calls it
   * @param channelOrigin the channel that it was made in, such as {@code gateway}
   * @param parent the session whose agent delegated to it
   */
  record SessionCreated(
      String agentName,
      @Nullable String displayName,
      String channelOrigin,
      @Nullable SessionId parent)
      implements EventPayload {
    public SessionCreated {
      Objects.requireNonNull(agentName, "agent_name");
      Objects.requireNonNull(channelOrigin, "channel_origin");
    }
  }

  /**
   * A session got another name.
   *
   * @param displayName what its user calls it now; null for nothing
   */
  record SessionRenamed(@Nullable String displayName) implements EventPayload {}

  /**
   * A session was put aside, or taken back.
   *
   * @param archived whether lists leave it out
   */
  record SessionArchived(boolean archived) implements EventPayload {}

  /**
   * A session began as a copy of another one's past, which follows as events of its own.
   *
   * @param from the session that was copied
   * @param atSeq its last event that was
   */
  record SessionForked(SessionId from, long atSeq) implements EventPayload {
    public SessionForked {
      Objects.requireNonNull(from, "from");
    }
  }

  /**
   * A session was deleted: this is all that is left of it.
   *
   * @param events how many events it had
   */
  record SessionDeleted(long events) implements EventPayload {}

  /**
   * A turn was accepted: it will run.
   *
   * @param selection which model is to answer this turn; null for the agent's
   */
  record TurnSubmitted(String prompt, List<Attachment> attachments, @Nullable Selection selection)
      implements EventPayload {
    /** With the agent's model. */
    public TurnSubmitted(String prompt, List<Attachment> attachments) {
      this(prompt, attachments, null);
    }

    public TurnSubmitted {
      Objects.requireNonNull(prompt, "prompt");
      attachments = List.copyOf(attachments);
    }
  }

  /** The prompt of a turn that waits was changed. */
  record TurnEdited(String prompt) implements EventPayload {
    public TurnEdited {
      Objects.requireNonNull(prompt, "prompt");
    }
  }

  record TurnStarted() implements EventPayload {}

  /**
   * The user said something to a turn that runs. It becomes a {@code message.user} when the model
   * is next called.
   */
  record TurnSteered(String prompt) implements EventPayload {
    public TurnSteered {
      Objects.requireNonNull(prompt, "prompt");
    }
  }

  /**
   * A turn ended with an answer.
   *
   * @param finishReason why the model's last answer stopped
   * @param usage the tokens of all its provider calls
   * @param calls the tools that it really called, in the order of their first calls, whatever the
   *     answer says of them
   */
  record TurnCompleted(
      FinishReason finishReason,
      Usage usage,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<CallTally> calls)
      implements EventPayload {
    /** Without tools. */
    public TurnCompleted(FinishReason finishReason, Usage usage) {
      this(finishReason, usage, List.of());
    }

    public TurnCompleted {
      Objects.requireNonNull(finishReason, "finish_reason");
      Objects.requireNonNull(usage, "usage");
      calls = calls == null ? List.of() : List.copyOf(calls);
    }
  }

  record TurnCancelled() implements EventPayload {}

  /**
   * A turn ended without one.
   *
   * @param reason a stable snake_case word: {@code interrupted}, {@code max_turns}, {@code
   *     turn_timeout}, or a provider's failure such as {@code rate_limited}
   * @param message what happened and what to do, for people
   */
  record TurnFailed(String reason, String message) implements EventPayload {
    public TurnFailed {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(message, "message");
    }
  }

  record UserMessage(Message message) implements EventPayload {
    public UserMessage {
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * The model said something.
   *
   * @param interrupted whether it was cut off: the turn was cancelled or failed in mid-answer, and
   *     this is what had been shown by then
   */
  record AssistantMessage(
      Message message,
      FinishReason finishReason,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean interrupted)
      implements EventPayload {
    /** A whole answer. */
    public AssistantMessage(Message message, FinishReason finishReason) {
      this(message, finishReason, false);
    }

    public AssistantMessage {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(finishReason, "finish_reason");
    }
  }

  /**
   * What a conversation said up to some point, in short.
   *
   * @param text the summary
   * @param upToSeq the last event that it covers
   */
  record SummaryWritten(String text, long upToSeq) implements EventPayload {
    public SummaryWritten {
      Objects.requireNonNull(text, "text");
    }
  }

  /** Committed before the tool runs. */
  record ToolCalled(String callId, String name, JsonNode arguments, SafetyTier safetyTier)
      implements EventPayload {
    public ToolCalled {
      Objects.requireNonNull(callId, "call_id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(arguments, "arguments");
      Objects.requireNonNull(safetyTier, "safety_tier");
    }
  }

  /**
   * How a tool call ended.
   *
   * @param durationMs how long it ran, in milliseconds
   * @param files of the workspace that go with it
   */
  record ToolResulted(
      String callId,
      String name,
      ToolResult.Outcome outcome,
      String text,
      long durationMs,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ToolFile> files)
      implements EventPayload {
    /** Text alone. */
    public ToolResulted(
        String callId, String name, ToolResult.Outcome outcome, String text, long durationMs) {
      this(callId, name, outcome, text, durationMs, List.of());
    }

    public ToolResulted {
      Objects.requireNonNull(callId, "call_id");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(outcome, "outcome");
      Objects.requireNonNull(text, "text");
      files = files == null ? List.of() : List.copyOf(files);
    }
  }

  /**
   * One provider call was made.
   *
   * @param costUsd what it cost in US dollars; null where that is unknown
   * @param contextLimit how many tokens the model's context has room for; null where that is
   *     unknown
   */
  record UsageRecorded(
      ProviderId provider,
      ModelId model,
      Usage usage,
      @Nullable BigDecimal costUsd,
      @Nullable Long contextLimit)
      implements EventPayload {
    /** At an unknown cost, with an unknown limit. */
    public UsageRecorded(ProviderId provider, ModelId model, Usage usage) {
      this(provider, model, usage, null, null);
    }

    public UsageRecorded {
      Objects.requireNonNull(provider, "provider");
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(usage, "usage");
      costUsd = costUsd == null ? null : plain(costUsd);
    }

    /** The one way to write an amount, so that what is read equals what was written. */
    private static BigDecimal plain(BigDecimal amount) {
      BigDecimal stripped = amount.stripTrailingZeros();
      return stripped.setScale(Math.max(0, stripped.scale()));
    }
  }

  /**
   * Turns have worked: asked a model and run tools. The time that one waited for its user, or for
   * other agents, whose own turns count, isn't in it.
   *
   * @param activeMs in milliseconds, since this was recorded the last time
   */
  record TimeRecorded(long activeMs) implements EventPayload {}

  /** A row of a type that a newer version wrote: kept as it is. */
  record Unknown(String name, JsonNode json) implements EventPayload {
    public Unknown {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(json, "json");
    }
  }
}
