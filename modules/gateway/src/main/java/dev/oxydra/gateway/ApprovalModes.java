package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import org.jspecify.annotations.Nullable;

/** Says and sets what the user of a session is asked about, in whichever session that is. */
record ApprovalModes(SessionHub hub) {

  /** What holds in a session. */
  ServerFrame get(ClientFrame.GetApprovalMode asked) {
    return is(asked.requestId(), hub.session(asked.sessionId()));
  }

  /** Has something else hold in a session, from its next call on. */
  ServerFrame set(ClientFrame.SetApprovalMode wanted) {
    SessionId session = hub.session(wanted.sessionId());
    requireNotLooser(wanted.mode());
    hub.directory().setApprovalMode(session, wanted.mode());
    return is(wanted.requestId(), session);
  }

  private void requireNotLooser(@Nullable ApprovalMode mode) {
    if (mode != null && configured().unless(mode) != mode) {
      throw new GatewayException(
          Code.INVALID_FIELD,
          "Invalid field 'payload.mode': approvals.mode is read_only in agent.conf, and no session may do more than that; change it there");
    }
  }

  private ServerFrame is(String requestId, SessionId session) {
    SessionId root = hub.journal().root(session);
    ApprovalMode set = hub.journal().projections().approvalMode(root).orElse(null);
    return new ApprovalFrame.ApprovalModeIs(
        requestId,
        new ServerFrame.SessionRef(hub.user(), session),
        configured().unless(set),
        configured());
  }

  private ApprovalMode configured() {
    return hub.runner().choices().approvalMode();
  }
}
