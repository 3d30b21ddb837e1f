package dev.oxydra.types;

import dev.oxydra.types.AgentConfig.ApprovalMode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client sends over the gateway's WebSocket: protocol version 2, and the frames of the
 * features that we add.
 */
public sealed interface ClientFrame
    permits ClientFrame.Hello,
        ClientFrame.SendTurn,
        ClientFrame.CancelActiveTurn,
        ClientFrame.CancelAllActiveTurns,
        ClientFrame.HealthCheck,
        ClientFrame.CreateSession,
        ClientFrame.ListSessions,
        ClientFrame.SwitchSession,
        ClientFrame.Subscribe,
        ClientFrame.ResolveApproval,
        ClientFrame.GetApprovalMode,
        ClientFrame.SetApprovalMode,
        QueueRequest,
        HistoryRequest,
        UndoRequest,
        MemoryRequest,
        ContextRequest,
        OverviewRequest {
  /** The version of the protocol that this program speaks. */
  int PROTOCOL_VERSION = 2;

  /** Chosen by the client, echoed in every answer. */
  String requestId();

  /**
   * The first frame of a connection.
   *
   * @param sessionId the session to join; null for the default one
   * @param createNewSession whether to make a new session and join that
   * @param features the added features that the client understands; null for none
   * @param afterSeq with the feature {@code events}: replay what came after it; null for no replay
   */
  record Hello(
      String requestId,
      Integer protocolVersion,
      UserId userId,
      @Nullable SessionId sessionId,
      boolean createNewSession,
      @Nullable List<String> features,
      @Nullable Long afterSeq)
      implements ClientFrame {
    public Hello {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(protocolVersion, "protocol_version");
      Objects.requireNonNull(userId, "user_id");
    }
  }

  /**
   * Gives the agent something to do.
   *
   * @param selection added to version 2: which model is to answer this turn; null for the agent's
   */
  record SendTurn(
      String requestId,
      SessionId sessionId,
      TurnId turnId,
      String prompt,
      @Nullable List<Attachment> attachments,
      @Nullable Selection selection)
      implements ClientFrame {
    /** To the agent's model. */
    public SendTurn(
        String requestId,
        SessionId sessionId,
        TurnId turnId,
        String prompt,
        @Nullable List<Attachment> attachments) {
      this(requestId, sessionId, turnId, prompt, attachments, null);
    }

    public SendTurn {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(turnId, "turn_id");
      Objects.requireNonNull(prompt, "prompt");
    }
  }

  /**
   * Stops what runs in a session.
   *
   * @param turnId advisory: whatever runs in the session is cancelled
   */
  record CancelActiveTurn(String requestId, SessionId sessionId, @Nullable TurnId turnId)
      implements ClientFrame {
    public CancelActiveTurn {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  record CancelAllActiveTurns(String requestId) implements ClientFrame {
    public CancelAllActiveTurns {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  record HealthCheck(String requestId) implements ClientFrame {
    public HealthCheck {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /** Makes a session and moves this connection to it. */
  record CreateSession(String requestId, @Nullable String displayName, @Nullable String agentName)
      implements ClientFrame {
    public CreateSession {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  record ListSessions(String requestId, boolean includeArchived, boolean includeSubagentSessions)
      implements ClientFrame {
    public ListSessions {
      Objects.requireNonNull(requestId, "request_id");
    }
  }

  /**
   * Moves this connection to another session.
   *
   * @param sessionId a session's id, or a prefix that only one has
   * @param afterSeq with the feature {@code events}: replay what came after it; null for no replay
   */
  record SwitchSession(String requestId, String sessionId, @Nullable Long afterSeq)
      implements ClientFrame {
    public SwitchSession {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /** Feature {@code events}: replays this connection's session from a cursor and goes on live. */
  record Subscribe(String requestId, SessionId sessionId, Long afterSeq) implements ClientFrame {
    public Subscribe {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
      Objects.requireNonNull(afterSeq, "after_seq");
    }
  }

  /** Answers what the user was asked, with the feature for that. The first answer counts. */
  record ResolveApproval(
      String requestId, String approvalId, ApprovalEvent.Decision decision, @Nullable String note)
      implements ClientFrame {
    public ResolveApproval {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(approvalId, "approval_id");
      Objects.requireNonNull(decision, "decision");
    }
  }

  /** What the user of a session is asked about, with the feature {@code approvals}. */
  record GetApprovalMode(String requestId, SessionId sessionId) implements ClientFrame {
    public GetApprovalMode {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }

  /**
   * Sets what the user of a session is asked about, with the feature {@code approvals}.
   *
   * @param mode null for that of the configuration
   */
  record SetApprovalMode(String requestId, SessionId sessionId, @Nullable ApprovalMode mode)
      implements ClientFrame {
    public SetApprovalMode {
      Objects.requireNonNull(requestId, "request_id");
      Objects.requireNonNull(sessionId, "session_id");
    }
  }
}
