package dev.oxydra.gateway;

import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;

/**
 * Takes a client's answers to what its user is asked, in whichever session that was.
 *
 * @param by the channel that the client is of
 */
record ApprovalRequests(SessionHub hub, RequestIds requestIds, Outbound outbound, String by) {

  void resolve(ClientFrame.ResolveApproval resolve, EventFrames current) {
    String what = resolved(resolve.approvalId());
    SessionId session =
        requestIds.asking(
            what,
            resolve.requestId(),
            committing ->
                hub.desk()
                    .resolve(
                        resolve.approvalId(), resolve.decision(), by, resolve.note(), committing));
    if (!session.equals(current.session().sessionId())) {
      requestIds.answers(what);
      outbound.add(
          new ApprovalFrame.ApprovalResolved(
              resolve.requestId(),
              new ServerFrame.SessionRef(hub.user(), session),
              resolve.approvalId(),
              resolve.decision(),
              by,
              resolve.note()));
    }
  }

  static String resolved(String approvalId) {
    return "resolve " + approvalId;
  }
}
