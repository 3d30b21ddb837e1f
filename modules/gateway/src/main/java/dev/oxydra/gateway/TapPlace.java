package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnUpdate;
import org.jspecify.annotations.Nullable;

/**
 * How far a connection has been told of a session, and the frames that take it further without a
 * look at the journal. {@link SessionTap} guards it with its own lock.
 */
final class TapPlace {
  /** The position of somebody who has to read the journal first. */
  private static final long NOWHERE = -1;

  private final EventFrames frames;
  private final DeltaEncoder deltas = new DeltaEncoder();

  /**
   * Event frames are sent of what comes after this, all other frames after {@link #framesAfter}.
   */
  private long eventsAfter;

  private long framesAfter;
  private long sent;
  private long position;
  private int sentChars;

  /** Of somebody who has joined, and is told of what comes from then on. */
  TapPlace(EventFrames frames, SessionFeed.Joined joined) {
    this.frames = frames;
    this.eventsAfter = joined.seq();
    this.framesAfter = joined.seq();
    this.sent = joined.seq();
    this.position = joined.position();
    this.sentChars = joined.produced();
  }

  /** Goes on from where another tap of the same connection was. */
  void goOnFrom(TapPlace before) {
    eventsAfter = before.eventsAfter;
    framesAfter = Math.max(before.framesAfter, before.sent);
    sent = before.sent;
    position = before.position;
    sentChars = before.sentChars;
  }

  /** Goes back, so that event frames are sent again. */
  void replayAfter(long seq) {
    eventsAfter = seq;
    sent = Math.min(seq, framesAfter);
    sentChars = 0;
    leaveLog();
  }

  /** What comes next has gone from the log. */
  void leaveLog() {
    position = NOWHERE;
  }

  boolean isInLog() {
    return position != NOWHERE;
  }

  /** The place in the log of what comes next. */
  long position() {
    return position;
  }

  /** The last event that has been handed to the connection. */
  long sent() {
    return sent;
  }

  /** How many characters have been sent of the text that the turn shows now. */
  int sentChars() {
    return sentChars;
  }

  /** Whether the client is sent a frame of the event itself. */
  boolean wantsEvent(Event event) {
    return frames.features().events() && event.seq() > eventsAfter;
  }

  /** Whether the client is sent what follows from the event. */
  boolean wantsFrames(Event event) {
    return event.seq() > framesAfter;
  }

  /** An event has been handed to the connection. */
  void passed(Event event) {
    if (SessionFeed.endsText(event)) {
      sentChars = 0;
    }
    sent = event.seq();
  }

  /** Everything in the journal has been handed to the connection. */
  void met(SessionFeed.Met met) {
    position = met.position();
    sentChars = met.produced();
  }

  void moveTo(long next) {
    position = next;
  }

  /** The frame of what is not journalled; null where the client isn't shown it. */
  byte @Nullable [] pass(FeedItem item, long next) {
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
    return switch (frames.ofUpdate(turn, update)) {
      case null -> null;
      case ServerFrame.AssistantDelta delta -> {
        sentChars += delta.delta().length();
        yield deltas.encode(delta);
      }
      case ServerFrame frame -> WebSocketText.of(frame);
    };
  }
}
