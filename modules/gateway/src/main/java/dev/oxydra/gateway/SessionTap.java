package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what happens in one session to one connection: a place in the session's feed. Live updates
 * are taken from there by the event loop when the socket takes more. Events, whose frames may need
 * the journal, and whatever has gone from the feed already, are sent by a thread that is started
 * for that and ends when it has reached the end of the feed.
 */
final class SessionTap implements SessionFeed.Listener, Outbound.Source, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionTap.class);

  /** The position of somebody who has to read the journal first. */
  private static final long NOWHERE = -1;

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
  private final SessionFeed.Joined joined;

  private @Nullable Replay replay;
  private @Nullable DeltaEncoder deltas;

  /**
   * Event frames are sent of what comes after this, all other frames after {@link #framesAfter}.
   */
  private long eventsAfter;

  private long framesAfter;

  /** The last event that has been handed to the connection. */
  private long sent;

  private long position;

  /** How many characters have been sent of the text that the turn shows now. */
  private int sentChars;

  /** Whether the event loop is the one that sends, and no thread. */
  private volatile boolean live;

  private volatile boolean closed;

  /** Joins the session; nothing is sent before {@link #open}. */
  SessionTap(SessionHub hub, EventFrames frames, Outbound outbound) {
    this.hub = hub;
    this.feed = hub.feed(frames.session().sessionId());
    this.frames = frames;
    this.outbound = outbound;
    this.joined = feed.join(this);
    this.eventsAfter = joined.seq();
    this.framesAfter = joined.seq();
    this.sent = joined.seq();
    this.position = joined.position();
    this.sentChars = joined.produced();
  }

  /** The turn that was active when the session was joined. */
  ServerFrame.@Nullable TurnRef activeTurn() {
    return joined.active() == null ? null : TurnFrames.running(joined.active());
  }

  EventFrames frames() {
    return frames;
  }

  /** The session that is shown. */
  ServerFrame.SessionRef session() {
    return frames.session();
  }

  /**
   * Begins to send.
   *
   * @param replay what to send again first; null for nothing
   * @param before the tap on the same session that this one replaces and that is closed: this one
   *     goes on from where it was
   */
  synchronized void open(@Nullable Replay replay, @Nullable SessionTap before) {
    if (before != null) {
      goOnFrom(before);
    }
    if (replay != null && frames.features().events()) {
      // A cursor beyond the end, as of another session, must not make the client deaf.
      long after = Math.min(replay.afterSeq(), joined.seq());
      this.replay = new Replay(replay.requestId(), after);
      eventsAfter = after;
      sent = Math.min(after, framesAfter);
      position = NOWHERE;
      sentChars = 0;
    }
    if (this.replay == null) {
      frames.atJoining().forEach(this::add);
    }
    outbound.source(this);
    startThread();
  }

  private void goOnFrom(SessionTap before) {
    synchronized (before) {
      eventsAfter = before.eventsAfter;
      framesAfter = Math.max(before.framesAfter, before.sent);
      sent = before.sent;
      position = before.position;
      sentChars = before.sentChars;
      replay = before.replay;
    }
  }

  @Override
  public void onMore() {
    outbound.wake();
  }

  @Override
  public byte @Nullable [] pull() {
    if (!live) {
      return null;
    }
    synchronized (this) {
      byte[] frame = null;
      while (live && !closed && frame == null) {
        FeedLog.Read read = feed.read(position);
        if (read == null) {
          return null;
        }
        if (read.item() == null || read.item() instanceof FeedItem.Committed) {
          startThread();
        } else {
          frame = pass(read.item(), read.next());
        }
      }
      return frame;
    }
  }

  /** The frame of what is not journalled; null where the client isn't shown it. */
  private byte @Nullable [] pass(FeedItem item, long next) {
    position = next;
    return switch (item) {
      case FeedItem.Committed committed -> null;
      case FeedItem.Shown(TurnId turn, TurnUpdate update) -> shown(turn, update);
      case FeedItem.Lost(TurnId turn, String message) -> {
        sentChars = 0;
        yield WebSocketText.of(frames.lost(turn, message));
      }
    };
  }

  private byte @Nullable [] shown(TurnId turn, TurnUpdate update) {
    ServerFrame frame = frames.ofUpdate(turn, update);
    if (!(frame instanceof ServerFrame.AssistantDelta delta)) {
      return frame == null ? null : WebSocketText.of(frame);
    }
    sentChars += delta.delta().length();
    if (deltas == null) {
      deltas = new DeltaEncoder();
    }
    return deltas.encode(delta);
  }

  private void startThread() {
    live = false;
    Thread.ofVirtual().name("session-" + feed.session()).start(this::catchUp);
  }

  private void catchUp() {
    try {
      boolean more = true;
      while (more) {
        more = hasRoom() && (isInLog() ? fromLog() : fromJournal());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("Can't send session {} to a client", feed.session(), e);
      outbound.close(WebSocketCloseStatus.INTERNAL_SERVER_ERROR);
    }
  }

  private boolean hasRoom() {
    return outbound.awaitRoom(() -> closed);
  }

  private synchronized boolean isInLog() {
    return position != NOWHERE;
  }

  /** Sends the next item; false when there is none, and the event loop sends from now on. */
  private synchronized boolean fromLog() {
    if (closed) {
      return false;
    }
    FeedLog.Read read = feed.read(position);
    if (read == null) {
      live = true;
      outbound.wake();
      return false;
    }
    switch (read.item()) {
      case null -> position = NOWHERE;
      case FeedItem.Committed committed -> {
        position = read.next();
        if (committed.event().seq() > sent) {
          deliver(committed.event(), committed.frame());
        }
      }
      case FeedItem item -> {
        byte[] frame = pass(item, read.next());
        if (frame != null) {
          outbound.add(frame);
        }
      }
    }
    return true;
  }

  /** Sends a page of what has gone from the log; false when the tap was closed. */
  private boolean fromJournal() throws InterruptedException {
    JournalPages pages = new JournalPages(hub.journal(), feed.session());
    List<Event> page;
    do {
      page = pages.after(sent());
      for (Event event : page) {
        if (!hasRoom() || !deliverAgain(event)) {
          return false;
        }
      }
    } while (!page.isEmpty());
    SessionFeed.Met met = feed.meet(sent(), sentChars());
    return met == null || meet(met);
  }

  private synchronized long sent() {
    return sent;
  }

  private synchronized int sentChars() {
    return sentChars;
  }

  private synchronized boolean deliverAgain(Event event) {
    if (closed) {
      return false;
    }
    TurnId turn = event.turnId();
    if (event.seq() > framesAfter
        && turn != null
        && event.payload() instanceof EventPayload.AssistantMessage message) {
      String text = message.message().text();
      sendText(turn, text.substring(Math.min(sentChars, text.length())));
    }
    deliver(event, event.seq() > eventsAfter ? EventEncoder.encode(event) : new byte[0]);
    return true;
  }

  private void deliver(Event event, byte[] frame) {
    if (frames.features().events() && event.seq() > eventsAfter) {
      outbound.add(frame);
    }
    if (event.seq() > framesAfter) {
      frames.ofEvent(event).forEach(this::add);
    }
    if (SessionFeed.endsText(event)) {
      sentChars = 0;
    }
    sent = event.seq();
    notifyAll();
  }

  private synchronized boolean meet(SessionFeed.Met met) {
    if (closed) {
      return false;
    }
    position = met.position();
    if (replay != null) {
      add(new ServerFrame.ReplayComplete(replay.requestId(), feed.session(), sent));
    }
    if (met.turn() != null) {
      sendText(met.turn(), met.text());
    }
    sentChars = met.produced();
    if (replay != null) {
      frames.atJoining().forEach(this::add);
      replay = null;
    }
    return true;
  }

  /** The text that the client has not been sent while it was shown. */
  private void sendText(TurnId turn, String text) {
    if (!text.isEmpty()) {
      add(frames.turns().delta(turn, text));
    }
  }

  private void add(ServerFrame frame) {
    outbound.add(frame);
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
      while (!closed && sent < last && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = end - System.nanoTime();
      }
    }
  }

  /** Sends nothing any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    outbound.wakeWaiting();
    feed.leave(this);
  }
}
