package dev.oxydra.gateway;

import dev.oxydra.gateway.Features.Feature;
import dev.oxydra.gateway.GatewayException.Code;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ContextRequest;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.MemoryRequest;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.OverviewRequest;
import dev.oxydra.types.QueueRequest;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UndoRequest;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what one client asks for, one request after the other, and answers. */
final class RequestHandler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);

  private final SessionHub hub;
  private final Supplier<StartupStatus> status;
  private final Outbound outbound;
  private final Runnable onHello;
  private final JoinedSession joined;
  private final SessionRequests sessions;
  private final TurnRequests turns;
  private final QueueRequests queue;
  private final ApprovalRequests approvals;
  private final ApprovalModes modes;
  private final HistoryRequests history;
  private final UndoRequests undo;
  private final MemoryRequests memory;
  private final ContextRequests context;
  private final OverviewRequests overview;
  private boolean closed;

  /**
   * Serves a client that has yet to say hello.
   *
   * @param memory null where there is none
   * @param schedules what has turns run at set times
   * @param channel that the client is of
   * @param onHello is called once, when the client has said a proper hello
   */
  RequestHandler(
      SessionHub hub,
      Supplier<StartupStatus> status,
      @Nullable MemoryStore memory,
      ScheduleDesk schedules,
      Outbound outbound,
      String channel,
      Runnable onHello) {
    this.hub = hub;
    this.status = status;
    this.outbound = outbound;
    this.onHello = onHello;
    RequestIds requestIds = new RequestIds();
    this.joined = new JoinedSession(hub, outbound, requestIds, this::deleted);
    this.sessions = new SessionRequests(hub, joined, outbound, channel);
    this.turns = new TurnRequests(hub, requestIds, outbound);
    this.queue = new QueueRequests(hub, requestIds, outbound);
    this.approvals = new ApprovalRequests(hub, requestIds, outbound, channel);
    this.modes = new ApprovalModes(hub);
    this.history = new HistoryRequests(hub, outbound, sessions);
    this.undo = new UndoRequests(hub);
    Background background = new Background(outbound);
    this.memory = new MemoryRequests(memory, background);
    this.context = new ContextRequests(hub, background);
    this.overview = new OverviewRequests(hub, schedules, background);
  }

  /** The session that the client has joined; null before its hello. */
  ServerFrame.@Nullable SessionRef session() {
    EventFrames current = joined.frames();
    return current == null ? null : current.session();
  }

  /**
   * Waits until the client has been sent all that there is of its session; see {@link SessionTap}.
   */
  void awaitDelivered(long end) throws InterruptedException {
    SessionTap current = joined.tap();
    if (current != null) {
      current.awaitDelivered(end);
    }
  }

  /** Sends nothing of the session any more. */
  @Override
  public synchronized void close() {
    closed = true;
    joined.close();
  }

  /**
   * Does what a frame asks for.
   *
   * @throws GatewayException when it can't be done
   */
  synchronized void handle(ClientFrame frame) {
    if (frame instanceof ClientFrame.Hello hello) {
      hello(hello);
      return;
    }
    EventFrames current = joined.frames();
    if (current == null) {
      throw new GatewayException(Code.HELLO_REQUIRED, "Send hello before anything else");
    }
    switch (frame) {
      case ClientFrame.Hello hello -> {}
      case ClientFrame.SendTurn send -> {
        JoinedSession.require(send.sessionId(), current);
        turns.send(send, current);
      }
      case ClientFrame.CancelActiveTurn cancel -> turns.cancel(cancel);
      case ClientFrame.CancelAllActiveTurns all -> turns.cancelAll();
      case ClientFrame.HealthCheck check -> outbound.add(health(check.requestId(), current));
      case ClientFrame.CreateSession create -> sessions.create(create);
      case ClientFrame.ListSessions list -> sessions.list(list);
      case ClientFrame.SwitchSession change -> sessions.change(change, current);
      case ClientFrame.Subscribe subscribe -> {
        joined.features().require(Feature.EVENTS, "subscribe");
        sessions.subscribe(subscribe, current);
      }
      case ClientFrame.ResolveApproval resolve -> {
        joined.features().require(Feature.APPROVALS, "resolve_approval");
        approvals.resolve(resolve, current);
      }
      case ClientFrame.GetApprovalMode asked -> {
        joined.features().require(Feature.APPROVALS, "get_approval_mode");
        outbound.add(modes.get(asked));
      }
      case ClientFrame.SetApprovalMode wanted -> {
        joined.features().require(Feature.APPROVALS, "set_approval_mode");
        outbound.add(modes.set(wanted));
      }
      case QueueRequest request -> {
        joined.features().require(Feature.QUEUE, "This request");
        queue.handle(request);
      }
      case HistoryRequest request -> {
        joined.features().require(Feature.HISTORY, "This request");
        history.handle(request, current);
      }
      case UndoRequest request -> {
        joined.features().require(Feature.UNDO, "This request");
        outbound.add(undo.handle(request));
      }
      case MemoryRequest request -> {
        joined.features().require(Feature.MEMORY, "This request");
        memory.handle(request);
      }
      case ContextRequest request -> {
        joined.features().require(Feature.CONTEXT, "This request");
        context.handle(request);
      }
      case OverviewRequest request -> {
        joined.features().require(Feature.OVERVIEW, "This request");
        overview.handle(request);
      }
    }
  }

  private void hello(ClientFrame.Hello hello) {
    if (joined.tap() != null) {
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
    SessionTap.Replay replay = SessionRequests.replay(hello.requestId(), hello.afterSeq(), granted);
    SessionTap tap = joined.join(sessions.session(hello), granted);
    onHello.run();
    outbound.add(
        new ServerFrame.HelloAck(
            hello.requestId(),
            ClientFrame.PROTOCOL_VERSION,
            tap.session(),
            tap.activeTurn(),
            hello.features() == null ? null : granted.names()));
    tap.open(replay, null);
  }

  private ServerFrame health(String requestId, EventFrames current) {
    return new ServerFrame.HealthStatus(
        requestId,
        true,
        current.session(),
        JoinedSession.activeTurn(hub, current),
        status.get(),
        null);
  }

  /** Called by whoever delivers events, which must not be held up. */
  private void deleted(EventFrames gone) {
    Thread.ofVirtual().name("gateway-deleted").start(() -> leave(gone));
  }

  private synchronized void leave(EventFrames gone) {
    if (closed || joined.frames() != gone) {
      return;
    }
    try {
      sessions.deleted(null, gone, List.of());
    } catch (RuntimeException e) {
      LOG.warn("Can't move a client from a deleted session: {}", e.getMessage());
    }
  }
}
