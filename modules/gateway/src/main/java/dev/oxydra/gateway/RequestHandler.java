package dev.oxydra.gateway;

import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.TurnId;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what one client asks for, and answers. Which session the client has joined, and which
 * features it has, is here.
 */
final class RequestHandler implements AutoCloseable {
  private static final String ORIGIN = "gateway";

  private final SessionHub hub;
  private final Supplier<StartupStatus> status;
  private final Outbound outbound;
  private final RequestIds requestIds = new RequestIds();
  private final TurnRequests turns;
  private final Runnable onHello;
  private Features features = Features.NONE;
  private volatile @Nullable SessionTap tap;

  /**
   * Serves a client that has yet to say hello.
   *
   * @param onHello is called once, when the client has said a proper hello
   */
  RequestHandler(
      SessionHub hub, Supplier<StartupStatus> status, Outbound outbound, Runnable onHello) {
    this.hub = hub;
    this.status = status;
    this.outbound = outbound;
    this.onHello = onHello;
    this.turns = new TurnRequests(hub, requestIds, outbound);
  }

  /** The session that the client has joined; null before its hello. */
  ServerFrame.@Nullable SessionRef session() {
    return tap == null ? null : tap.session();
  }

  /**
   * Waits until the client has been sent all that there is of its session; see {@link SessionTap}.
   */
  void awaitDelivered(long end) throws InterruptedException {
    SessionTap current = tap;
    if (current != null) {
      current.awaitDelivered(end);
    }
  }

  /** Sends nothing of the session any more. */
  @Override
  public void close() {
    if (tap != null) {
      tap.close();
    }
  }

  /**
   * Does what a frame asks for.
   *
   * @throws GatewayException when it can't be done
   */
  void handle(ClientFrame frame) {
    if (frame instanceof ClientFrame.Hello hello) {
      hello(hello);
      return;
    }
    SessionTap current = tap;
    if (current == null) {
      throw new GatewayException(Code.HELLO_REQUIRED, "Send hello before anything else");
    }
    switch (frame) {
      case ClientFrame.Hello hello -> {}
      case ClientFrame.SendTurn send -> {
        requireJoined(send.sessionId(), current);
        turns.send(send, current);
      }
      case ClientFrame.CancelActiveTurn cancel -> turns.cancel(cancel);
      case ClientFrame.CancelAllActiveTurns all -> turns.cancelAll();
      case ClientFrame.HealthCheck check -> outbound.add(health(check.requestId(), current));
      case ClientFrame.CreateSession create -> create(create);
      case ClientFrame.ListSessions list -> list(list);
      case ClientFrame.SwitchSession change -> change(change, current);
      case ClientFrame.Subscribe subscribe -> subscribe(subscribe, current);
      default -> throw new UnsupportedOperationException("yet");
    }
  }

  private void hello(ClientFrame.Hello hello) {
    if (tap != null) {
      throw new GatewayException(
          Code.DUPLICATE_HELLO, "There was a hello already; switch_session changes the session");
    }
    if (hello.protocolVersion() != ClientFrame.PROTOCOL_VERSION) {
      throw new GatewayException(
          Code.UNSUPPORTED_PROTOCOL_VERSION,
          "Protocol version %d is not supported; version %d is"
              .formatted(hello.protocolVersion(), ClientFrame.PROTOCOL_VERSION));
    }
    if (!hello.userId().equals(hub.user())) {
      throw new GatewayException(
          Code.WRONG_USER,
          "This is the agent of user '%s', not of '%s'".formatted(hub.user(), hello.userId()));
    }
    Features granted = Features.of(hello.features());
    SessionTap.Replay replay = replay(hello.requestId(), hello.afterSeq(), granted);
    SessionTap joined = tap(session(hello), granted);
    features = granted;
    tap = joined;
    onHello.run();
    outbound.add(
        new ServerFrame.HelloAck(
            hello.requestId(),
            ClientFrame.PROTOCOL_VERSION,
            joined.session(),
            joined.activeTurn(),
            hello.features() == null ? null : granted.names()));
    joined.open(replay, null);
  }

  private SessionId session(ClientFrame.Hello hello) {
    if (hello.createNewSession()) {
      return hub.create(null, null, ORIGIN);
    }
    return hello.sessionId() == null ? hub.defaultSession() : hub.session(hello.sessionId());
  }

  private static SessionTap.@Nullable Replay replay(
      String requestId, @Nullable Long afterSeq, Features features) {
    if (afterSeq != null && afterSeq < 0) {
      throw new GatewayException(
          Code.INVALID_FIELD, "Invalid field 'payload.after_seq': 0 or more, not " + afterSeq);
    }
    return afterSeq == null || !features.events()
        ? null
        : new SessionTap.Replay(requestId, afterSeq);
  }

  private SessionTap tap(SessionId session, Features granted) {
    var ref = new ServerFrame.SessionRef(hub.user(), session);
    return new SessionTap(hub, new EventFrames(hub, ref, requestIds, granted), outbound);
  }

  private static void requireJoined(SessionId session, SessionTap current) {
    if (!session.equals(current.session().sessionId())) {
      throw new GatewayException(
          Code.WRONG_SESSION,
          "This connection has joined session %s; switch_session to %s first"
              .formatted(current.session().sessionId(), session));
    }
  }

  private ServerFrame health(String requestId, SessionTap current) {
    return new ServerFrame.HealthStatus(
        requestId, true, current.session(), activeTurn(current), status.get(), null);
  }

  private ServerFrame.@Nullable TurnRef activeTurn(SessionTap current) {
    TurnId active = hub.activeTurn(current.session().sessionId());
    return active == null ? null : TurnFrames.running(active);
  }

  private void create(ClientFrame.CreateSession create) {
    SessionId id = hub.create(create.displayName(), create.agentName(), ORIGIN);
    SessionInfo made = hub.info(id);
    SessionTap joined = move(id);
    outbound.add(
        new ServerFrame.SessionCreated(
            create.requestId(), joined.session(), made.displayName(), made.agentName()));
    joined.open(null, null);
  }

  private SessionTap move(SessionId session) {
    if (tap != null) {
      tap.close();
    }
    SessionTap joined = tap(session, features);
    tap = joined;
    return joined;
  }

  private void list(ClientFrame.ListSessions list) {
    List<SessionInfo> sessions =
        hub.sessions().stream()
            .filter(session -> list.includeArchived() || !session.archived())
            .filter(session -> list.includeSubagentSessions() || session.parentSessionId() == null)
            .toList();
    outbound.add(new ServerFrame.SessionList(list.requestId(), sessions));
  }

  private void change(ClientFrame.SwitchSession change, SessionTap current) {
    SessionId session = hub.find(change.sessionId());
    SessionTap.Replay replay = replay(change.requestId(), change.afterSeq(), features);
    boolean stays = session.equals(current.session().sessionId());
    if (stays && replay == null) {
      outbound.add(switched(change.requestId(), current));
      return;
    }
    SessionTap joined = move(session);
    outbound.add(
        new ServerFrame.SessionSwitched(change.requestId(), joined.session(), joined.activeTurn()));
    joined.open(replay, stays ? current : null);
  }

  private ServerFrame switched(String requestId, SessionTap current) {
    return new ServerFrame.SessionSwitched(requestId, current.session(), activeTurn(current));
  }

  private void subscribe(ClientFrame.Subscribe subscribe, SessionTap current) {
    if (!features.events()) {
      throw new GatewayException(
          Code.FEATURE_NOT_GRANTED, "subscribe needs the feature 'events': list it in hello");
    }
    requireJoined(subscribe.sessionId(), current);
    SessionTap.Replay replay = replay(subscribe.requestId(), subscribe.afterSeq(), features);
    move(current.session().sessionId()).open(replay, current);
  }
}
