package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what happens in one session to one connection. Events come from the journal on a thread of
 * the subscription, which waits for room; live updates come from the turn's thread, which doesn't,
 * and are held back here until the event that they follow has been sent.
 */
final class SessionTap implements Journal.Listener, SessionFeed.Listener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionTap.class);

  /**
   * What the client wants to be sent again.
   *
   * @param requestId the request that asked
   * @param afterSeq the last event that it has
   */
  record Replay(String requestId, long afterSeq) {}

  private final SessionHub hub;
  private final SessionFeed feed;
  private final EventFrames frames;
  private final Outbound outbound;
  private final boolean sendsEvents;

  private final HeldUpdates held;
  private final SessionFeed.Joined joined;
  private @Nullable Replay replay;
  private Journal.@Nullable Subscription subscription;
  private boolean live;
  private long framesAfter;
  private long delivered;
  private volatile boolean closed;

  /** Joins the session; nothing is sent before {@link #open}. */
  SessionTap(SessionHub hub, EventFrames frames, Outbound outbound, Backlog backlog) {
    this.hub = hub;
    this.feed = hub.feed(frames.session().sessionId());
    this.frames = frames;
    this.outbound = outbound;
    this.held = new HeldUpdates(backlog);
    this.sendsEvents = frames.features().events();
    this.joined = join();
    this.framesAfter = joined.seq();
  }

  /** The feed calls back only with this object's lock, which it can't have before. */
  private synchronized SessionFeed.Joined join() {
    return feed.join(this);
  }

  /** The turn that was active when the session was joined. */
  ServerFrame.@Nullable TurnRef activeTurn() {
    return joined.active() == null ? null : TurnFrames.running(joined.active());
  }

  EventFrames frames() {
    return frames;
  }

  /**
   * Begins to send.
   *
   * @param replay what to send again first; null for nothing
   * @param before the tap on the same session that this one replaces: it has sent the frames of
   *     events up to some point, and this one goes on from there
   */
  void open(@Nullable Replay replay, @Nullable SessionTap before) {
    long cursor = joined.seq();
    synchronized (this) {
      if (before != null) {
        framesAfter = Math.min(joined.seq(), before.framesSent());
        cursor = framesAfter;
      }
      if (replay != null && sendsEvents) {
        // A cursor beyond the end, as of another session, must not make the client deaf.
        long after = Math.min(replay.afterSeq(), joined.seq());
        this.replay = new Replay(replay.requestId(), after);
        cursor = Math.min(after, cursor);
      }
      delivered = cursor;
      if (cursor == joined.seq()) {
        goLive();
      }
    }
    subscribe(cursor);
  }

  private void subscribe(long cursor) {
    Journal.Subscription opened = hub.journal().subscribe(feed.session(), cursor, this);
    synchronized (this) {
      subscription = opened;
    }
  }

  private synchronized long framesSent() {
    return Math.max(framesAfter, delivered);
  }

  @Override
  public void onEvent(Event event) {
    if (!outbound.awaitRoom(() -> closed)) {
      return;
    }
    try {
      deliver(event);
    } catch (RuntimeException e) {
      LOG.error("Can't send event {} to a client", event.seq(), e);
      outbound.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR);
    }
  }

  private synchronized void deliver(Event event) {
    if (closed) {
      return;
    }
    if (event.seq() > joined.seq()) {
      goLive();
    }
    if (sendsEvents && (replay == null || event.seq() > replay.afterSeq())) {
      outbound.add(ServerFrame.Journalled.of(event));
    }
    if (event.seq() > framesAfter) {
      frames.ofEvent(event).forEach(outbound::add);
    }
    delivered = event.seq();
    notifyAll();
    sendHeld();
  }

  /**
   * Waits until every event that the session has now has been handed to the connection.
   *
   * @param end when to give up, in terms of {@link System#nanoTime}
   */
  void awaitDelivered(long end) throws InterruptedException {
    long last = hub.journal().lastSeq(feed.session());
    synchronized (this) {
      long left = end - System.nanoTime();
      while (!closed && delivered < last && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
    }
  }

  @Override
  public synchronized void onCaughtUp(long seq) {
    if (!closed) {
      goLive();
    }
  }

  /** Everything up to the joining has been sent. */
  private void goLive() {
    if (live) {
      return;
    }
    live = true;
    delivered = Math.max(delivered, joined.seq());
    if (replay != null) {
      outbound.add(
          new ServerFrame.ReplayComplete(replay.requestId(), feed.session(), joined.seq()));
      if (joined.active() != null && !joined.produced().isEmpty()) {
        send(joined.active(), new TurnUpdate.Delta(joined.produced()));
      }
    }
    frames.atJoining().forEach(outbound::add);
    sendHeld();
  }

  @Override
  public synchronized void onUpdate(TurnId turn, long afterSeq, TurnUpdate update) {
    if (closed) {
      return;
    }
    if (live && held.isEmpty() && afterSeq <= delivered) {
      send(turn, update);
      return;
    }
    if (!held.add(afterSeq, turn, update)) {
      outbound.closeSlow();
    }
  }

  private void sendHeld() {
    if (live) {
      held.releaseUpTo(delivered, this::send);
    }
  }

  private void send(TurnId turn, TurnUpdate update) {
    switch (frames.ofUpdate(turn, update)) {
      case null -> {}
      case ServerFrame.AssistantDelta delta -> outbound.addLive(delta);
      case ServerFrame frame -> outbound.addLive(frame);
    }
  }

  @Override
  public synchronized void onLost(TurnId turn, String message) {
    if (!closed) {
      outbound.addLive(frames.lost(turn, message));
    }
  }

  /** Sends nothing any more. */
  @Override
  public void close() {
    Journal.Subscription ending;
    synchronized (this) {
      closed = true;
      ending = subscription;
      held.clear();
    }
    outbound.wake();
    feed.leave(this);
    if (ending != null) {
      ending.close();
    }
  }

  /** The session that is shown. */
  ServerFrame.SessionRef session() {
    return frames.session();
  }
}
