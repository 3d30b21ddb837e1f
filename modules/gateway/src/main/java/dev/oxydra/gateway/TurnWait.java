package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Turn;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits for a turn's end in the journal. */
final class TurnWait implements Journal.Listener {
  /** How often it is looked whether there can still be one, in milliseconds. */
  private static final long LOOK = 5000;

  private final SessionHub hub;
  private final Turn turn;
  private final CountDownLatch over = new CountDownLatch(1);

  TurnWait(SessionHub hub, Turn turn) {
    this.hub = hub;
    this.turn = turn;
  }

  /**
   * Waits until the turn has ended, its end can't be recorded, or the answer is to end.
   *
   * @param submitted the turn's first event
   */
  void await(long submitted, HttpExchange exchange) throws InterruptedException {
    exchange.onEnd(over::countDown);
    try (var _ = hub.journal().subscribe(turn.sessionId(), submitted, this)) {
      boolean open = true;
      while (open && !over.await(LOOK, TimeUnit.MILLISECONDS)) {
        open = hub.lines().isOpen(turn.sessionId(), turn.id());
      }
    }
  }

  @Override
  public void onEvent(Event event) {
    boolean ended = turn.id().equals(event.turnId()) && TurnHistory.isEnd(event.payload());
    if (ended || event.payload() instanceof EventPayload.SessionDeleted) {
      over.countDown();
    }
  }

  @Override
  public void onCaughtUp(long seq) {}
}
