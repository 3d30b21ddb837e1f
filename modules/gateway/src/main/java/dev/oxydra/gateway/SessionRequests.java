package dev.oxydra.gateway;

import dev.oxydra.gateway.Features.Feature;
import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client may ask about sessions in version 2: to make, list, join and follow them.
 *
 * @param origin the channel that the client is of
 */
record SessionRequests(SessionHub hub, JoinedSession joined, Outbound outbound, String origin) {

  /** What a client wants to be sent again; null for nothing. */
  static SessionTap.@Nullable Replay replay(
      String requestId, @Nullable Long afterSeq, Features features) {
    if (afterSeq != null && afterSeq < 0) {
      throw new GatewayException(
          Code.INVALID_FIELD, "Invalid field 'payload.after_seq': 0 or more, not " + afterSeq);
    }
    return afterSeq == null || !features.events()
        ? null
        : new SessionTap.Replay(requestId, afterSeq);
  }

  /** The session that a hello asks for. */
  SessionId session(ClientFrame.Hello hello) {
    if (hello.createNewSession()) {
      return hub.create(null, null, origin);
    }
    return hello.sessionId() == null ? hub.defaultSession() : hub.session(hello.sessionId());
  }

  void create(ClientFrame.CreateSession create) {
    SessionId id = hub.create(create.displayName(), create.agentName(), origin);
    SessionInfo made = hub.info(id);
    SessionTap tap = joined.move(id);
    outbound.add(
        new ServerFrame.SessionCreated(
            create.requestId(), tap.session(), made.displayName(), made.agentName()));
    tap.open(null, null);
  }

  void list(ClientFrame.ListSessions list) {
    List<SessionInfo> sessions =
        hub.sessions().stream()
            .filter(session -> list.includeArchived() || !session.archived())
            .filter(session -> list.includeSubagentSessions() || session.parentSessionId() == null)
            .toList();
    outbound.add(new ServerFrame.SessionList(list.requestId(), sessions));
  }

  void change(ClientFrame.SwitchSession change, EventFrames current) {
    SessionId session = hub.find(change.sessionId());
    SessionTap.Replay replay = replay(change.requestId(), change.afterSeq(), current.features());
    SessionTap before = session.equals(current.session().sessionId()) ? tap() : null;
    if (before != null && replay == null) {
      outbound.add(
          new ServerFrame.SessionSwitched(
              change.requestId(), current.session(), JoinedSession.activeTurn(hub, current)));
      return;
    }
    move(session, change.requestId(), replay, before);
  }

  private SessionTap tap() {
    return Objects.requireNonNull(joined.tap(), "tap");
  }

  private void move(
      SessionId session,
      String requestId,
      SessionTap.@Nullable Replay replay,
      @Nullable SessionTap before) {
    SessionTap tap = joined.move(session);
    outbound.add(new ServerFrame.SessionSwitched(requestId, tap.session(), tap.activeTurn()));
    tap.open(replay, before);
  }

  void subscribe(ClientFrame.Subscribe subscribe, EventFrames current) {
    JoinedSession.require(subscribe.sessionId(), current);
    SessionTap.Replay replay =
        replay(subscribe.requestId(), subscribe.afterSeq(), current.features());
    SessionTap before = tap();
    joined.move(current.session().sessionId()).open(replay, before);
  }

  /**
   * The joined session was deleted: the client is told, and moved to the default one.
   *
   * @param requestId the request that asked for it; null where another client did
   */
  void deleted(@Nullable String requestId, EventFrames current, List<String> backups) {
    if (current.features().has(Feature.HISTORY)) {
      outbound.add(new HistoryFrame.SessionDeleted(requestId, current.session(), backups));
    }
    move(hub.defaultSession(), requestId == null ? "" : requestId, null, null);
  }
}
