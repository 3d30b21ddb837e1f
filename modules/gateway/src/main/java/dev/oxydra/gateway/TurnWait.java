package dev.oxydra.gateway;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.TurnId;

/** Waits for a turn's end in the journal. */
final class TurnWait implements Journal.Listener {
  private final TurnId turn;
  private boolean over;

  TurnWait(TurnId turn) {
    this.turn = turn;
  }

  /**
   * Waits.
   *
   * @param submitted the turn's first event
   */
  void await(Journal journal, Event submitted, HttpExchange exchange) throws InterruptedException {
    exchange.onEnd(this::end);
    try (var _ = journal.subscribe(submitted.sessionId(), submitted.seq(), this)) {
      synchronized (this) {
        while (!over) {
          wait();
        }
      }
    }
  }

  private synchronized void end() {
    over = true;
    notifyAll();
  }

  @Override
  public void onEvent(Event event) {
    boolean ended = turn.equals(event.turnId()) && TurnHistory.isEnd(event.payload());
    if (ended || event.payload() instanceof EventPayload.SessionDeleted) {
      end();
    }
  }

  @Override
  public void onCaughtUp(long seq) {}
}
