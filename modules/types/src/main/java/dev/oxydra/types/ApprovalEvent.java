package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tool call that the user was asked about. */
public sealed interface ApprovalEvent extends EventPayload {

  /** Which request it is about: a UUIDv7. */
  String approvalId();

  /**
   * The user is asked whether a call may run.
   *
   * @param callId the model's id of the call
   * @param tool the tool's name
   * @param arguments exactly as it would be called with
   * @param reason why it is asked, for people
   * @param expiresAt when nobody's answer becomes a denial
   * @param also calls of the same tool that the answer is for too
   * @param binding what else the answer is for, such as the folder that a command runs in; null for
   *     nothing
   */
  record Requested(
      String approvalId,
      String callId,
      String tool,
      JsonNode arguments,
      SafetyTier safetyTier,
      String reason,
      Instant expiresAt,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<AlsoAsked> also,
      @Nullable String binding)
      implements ApprovalEvent {
    /** About one call alone. */
    public Requested(
        String approvalId,
        String callId,
        String tool,
        JsonNode arguments,
        SafetyTier safetyTier,
        String reason,
        Instant expiresAt) {
      this(approvalId, callId, tool, arguments, safetyTier, reason, expiresAt, List.of(), null);
    }

    public Requested {
      Objects.requireNonNull(approvalId, "approval_id");
      Objects.requireNonNull(callId, "call_id");
      Objects.requireNonNull(tool, "tool");
      Objects.requireNonNull(arguments, "arguments");
      Objects.requireNonNull(safetyTier, "safety_tier");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(expiresAt, "expires_at");
      also = also == null ? List.of() : List.copyOf(also);
    }

    /** Whether the answer is for that call too. */
    public boolean isAbout(String id) {
      return callId.equals(id) || also.stream().anyMatch(other -> other.callId().equals(id));
    }
  }

  /**
   * One more call that a question is about.
   *
   * @param callId the model's id of the call
   * @param arguments exactly as it would be called with
   */
  record AlsoAsked(String callId, JsonNode arguments) {
    public AlsoAsked {
      Objects.requireNonNull(callId, "call_id");
      Objects.requireNonNull(arguments, "arguments");
    }
  }

  /**
   * The first answer, which counts.
   *
   * @param by who gave it: a channel such as {@code gateway}, or {@code system} when the time was
   *     over or the turn had ended
   * @param note what the user adds for the model
   */
  record Resolved(String approvalId, Decision decision, String by, @Nullable String note)
      implements ApprovalEvent {
    public Resolved {
      Objects.requireNonNull(approvalId, "approval_id");
      Objects.requireNonNull(decision, "decision");
      Objects.requireNonNull(by, "by");
    }
  }

  /** What the user decided. */
  enum Decision {
    /** This call may run. */
    @JsonProperty("allow_once")
    ALLOW_ONCE,
    /** This call and those like it in this session may. */
    @JsonProperty("allow_session")
    ALLOW_SESSION,
    /** This call and those like it may, in every session. */
    @JsonProperty("allow_always")
    ALLOW_ALWAYS,
    /** It may not. */
    @JsonProperty("deny")
    DENY
  }
}
