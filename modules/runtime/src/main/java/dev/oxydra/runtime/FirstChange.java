package dev.oxydra.runtime;

import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.CheckpointException;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.Event;
import dev.oxydra.types.SafetyTier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the user's files as they are before a turn changes them for the first time. That it can't
 * is journalled, and keeps nothing from running.
 */
final class FirstChange {
  private static final Logger log = LoggerFactory.getLogger(FirstChange.class);

  private final Checkpoints checkpoints;
  private final TurnRecord record;
  private boolean over;

  FirstChange(Checkpoints checkpoints, TurnRecord record) {
    this.checkpoints = checkpoints;
    this.record = record;
    this.over = !checkpoints.enabled() || (record.turn().begun() && isJournalled());
  }

  private boolean isJournalled() {
    return record.journal().turn(record.turn().sessionId(), record.turn().id()).stream()
        .map(Event::payload)
        .anyMatch(CheckpointEvent.class::isInstance);
  }

  /** To be called before each call runs; those that change something run one by one. */
  void before(SafetyTier tier) throws InterruptedException {
    if (tier == SafetyTier.READ_ONLY) {
      return;
    }
    synchronized (this) {
      if (!over) {
        record.append(keep());
        over = true;
      }
    }
  }

  private CheckpointEvent keep() throws InterruptedException {
    try {
      Checkpoints.Taken taken = checkpoints.take(record.turn().sessionId(), record.turn().id());
      return new CheckpointEvent.Created(taken.files(), taken.bytes(), taken.skipped());
    } catch (CheckpointException e) {
      log.warn("Turn {} can't be undone: {}", record.turn().id(), e.getMessage());
      return new CheckpointEvent.Failed(String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      log.error("Turn {} can't be undone", record.turn().id(), e);
      return new CheckpointEvent.Failed("No checkpoint of /shared: the log says why");
    }
  }
}
