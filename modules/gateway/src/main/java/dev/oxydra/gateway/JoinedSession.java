package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which session a connection has joined, with which features. One thread at a time changes it. */
final class JoinedSession implements AutoCloseable {
  private final SessionHub hub;
  private final Outbound outbound;
  private final RequestIds requestIds;
  private final Consumer<EventFrames> onDeleted;
  private Features features = Features.NONE;
  private volatile @Nullable SessionTap tap;
  private volatile @Nullable EventFrames frames;

  /**
   * @param onDeleted is called when a session that was joined has been deleted; it must not block
   */
  JoinedSession(
      SessionHub hub, Outbound outbound, RequestIds requestIds, Consumer<EventFrames> onDeleted) {
    this.hub = hub;
    this.outbound = outbound;
    this.requestIds = requestIds;
    this.onDeleted = onDeleted;
  }

  /** How the joined session is shown; null before the hello. */
  @Nullable EventFrames frames() {
    return frames;
  }

  /** What brings the joined session to the client; null before the hello. */
  @Nullable SessionTap tap() {
    return tap;
  }

  Features features() {
    return features;
  }

  /** Joins the first session. */
  SessionTap join(SessionId session, Features granted) {
    SessionTap joined = tap(session, granted);
    features = granted;
    return joined;
  }

  /** Leaves the session for another one, or for the same anew. */
  SessionTap move(SessionId session) {
    close();
    return tap(session, features);
  }

  private SessionTap tap(SessionId session, Features granted) {
    var ref = new ServerFrame.SessionRef(hub.user(), session);
    EventFrames shown = new EventFrames(hub, ref, requestIds, granted, onDeleted);
    SessionTap joined = new SessionTap(hub, shown, outbound);
    frames = shown;
    tap = joined;
    return joined;
  }

  /** The turn that runs in the joined session, or waits first. */
  static ServerFrame.@Nullable TurnRef activeTurn(SessionHub hub, EventFrames current) {
    TurnId active = hub.lines().active(current.session().sessionId());
    return active == null ? null : TurnFrames.running(active);
  }

  static void require(SessionId session, EventFrames current) {
    if (!session.equals(current.session().sessionId())) {
      throw new GatewayException(
          Code.WRONG_SESSION,
          "This connection has joined session %s; switch_session to %s first"
              .formatted(current.session().sessionId(), session));
    }
  }

  /** Sends nothing of the session any more. */
  @Override
  public void close() {
    SessionTap open = tap;
    if (open != null) {
      open.close();
    }
  }
}
