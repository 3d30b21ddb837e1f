package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.ServerFrame.SessionRef;
import dev.oxydra.types.ServerFrame.TurnRef;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Feature {@code approvals}: what the user is asked, and what was answered. */
public sealed interface ApprovalFrame extends ServerFrame {

  /**
   * A call waits for an answer. Sent again to whoever joins the session before there is one.
   *
   * @param also calls of the same tool that the answer is for too
   * @param binding see {@link ApprovalEvent.Requested}
   */
  record ApprovalRequested(
      String requestId,
      SessionRef session,
      TurnRef turn,
      String approvalId,
      String callId,
      String tool,
      JsonNode arguments,
      SafetyTier safetyTier,
      String reason,
      Instant expiresAt,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ApprovalEvent.AlsoAsked> also,
      @Nullable String binding)
      implements ApprovalFrame {
    public ApprovalRequested {
      also = also == null ? List.of() : List.copyOf(also);
    }
  }

  /** There is an answer; whoever else was asked need not give one. */
  record ApprovalResolved(
      @Nullable String requestId,
      SessionRef session,
      String approvalId,
      ApprovalEvent.Decision decision,
      String by,
      @Nullable String note)
      implements ApprovalFrame {}

  /**
   * What the user of a session is asked about.
   *
   * @param mode what holds in the session
   * @param configured what holds where a session says nothing else
   */
  record ApprovalModeIs(
      String requestId,
      SessionRef session,
      AgentConfig.ApprovalMode mode,
      AgentConfig.ApprovalMode configured)
      implements ApprovalFrame {
    public ApprovalModeIs {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(mode, "mode");
      Objects.requireNonNull(configured, "configured");
    }
  }
}
