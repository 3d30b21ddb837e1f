package dev.oxydra.memory.recall;

import dev.oxydra.memory.recall.RecallIndex.Erased;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MemoryStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** How far the index is, for those who work on it or wait for it. */
final class Progress {
  /** As many as anybody may still ask for. */
  private static final int ERASURES = 1000;

  private final Map<Long, Erased> erasures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Erased> eldest) {
          return size() > ERASURES;
        }
      };

  private long committed = 1;

  /** The last commit that every search waits for. */
  private long urgent = 1;

  private long indexed;
  private long seq;
  private long shown;
  private long embedded = -1;
  private boolean rebuildWanted;
  private boolean building;
  private boolean closing;
  private int awaiting;
  private @Nullable String problem;

  /** Something was said or noted. */
  synchronized void committed(List<Event> events) {
    committed();
    if (events.stream().anyMatch(Progress::isUrgent)) {
      urgent = committed;
    }
  }

  /** Notes are found from the next turn on, and what is gone is not found any more. */
  private static boolean isUrgent(Event event) {
    return event.sessionId().equals(MemoryStore.SESSION)
        || event.payload() instanceof EventPayload.SessionDeleted;
  }

  /** There is something new to be indexed. */
  synchronized void committed() {
    committed++;
    notifyAll();
  }

  synchronized void wantRebuild() {
    rebuildWanted = true;
    building = true;
    committed();
  }

  synchronized boolean takeRebuild() {
    boolean wanted = rebuildWanted;
    rebuildWanted = false;
    return wanted;
  }

  synchronized void close() {
    closing = true;
    notifyAll();
  }

  synchronized boolean isClosing() {
    return closing;
  }

  /** What there is to be indexed. */
  synchronized long committedNow() {
    return committed;
  }

  /** The index begins with nothing. */
  synchronized void building() {
    building = true;
  }

  synchronized boolean isBuilding() {
    return building;
  }

  /** Searches see something else than before. */
  synchronized void shown() {
    shown++;
    notifyAll();
  }

  synchronized long shownNow() {
    return shown;
  }

  /** Events up to a place are seen. */
  synchronized void at(long place) {
    seq = place;
    notifyAll();
  }

  synchronized long seq() {
    return seq;
  }

  synchronized void erased(Map<Long, Erased> erased) {
    erasures.putAll(erased);
  }

  /** All that there was to be indexed is seen. */
  synchronized void caughtUp(long upTo) {
    indexed = upTo;
    problem = null;
    building = rebuildWanted;
    notifyAll();
  }

  synchronized void failed(String reason) {
    problem = reason;
    notifyAll();
  }

  synchronized @Nullable String problem() {
    return problem;
  }

  synchronized boolean isEmbedded() {
    return embedded == shown;
  }

  /** All passages that were seen at some point have a vector. */
  synchronized void embedded(long atShown) {
    embedded = atShown;
    notifyAll();
  }

  /**
   * Waits for something to index.
   *
   * @return whether there is something
   */
  synchronized boolean awaitWork(Duration limit) throws InterruptedException {
    return await(limit, () -> committed != indexed);
  }

  /** Waits, unless the index is closed. */
  synchronized void pause(Duration limit) throws InterruptedException {
    await(limit, () -> false);
  }

  /** Waits until searches see something else than at some point. */
  synchronized void awaitShown(long other, Duration limit) throws InterruptedException {
    await(limit, () -> shown != other);
  }

  /**
   * Waits until what is there to be indexed is seen.
   *
   * @param all whether that is all, or notes and what is gone alone: conversation is seen within
   *     half a second anyhow
   * @return whether it is
   */
  synchronized boolean awaitIndexed(Duration limit, boolean all) throws InterruptedException {
    long wanted = all ? committed : urgent;
    return awaitSeen(limit, () -> indexed >= wanted);
  }

  /** Who waits makes the index show at once what it has. */
  private boolean awaitSeen(Duration limit, BooleanSupplier condition) throws InterruptedException {
    if (condition.getAsBoolean()) {
      return true;
    }
    awaiting++;
    notifyAll();
    try {
      return await(limit, condition);
    } finally {
      awaiting--;
    }
  }

  /** Whether somebody waits to see what is in the index. */
  synchronized boolean isAwaited() {
    return awaiting > 0;
  }

  /** Waits until somebody does, or there is more than there was at some point. */
  synchronized void awaitWanted(long upTo, Duration limit) throws InterruptedException {
    await(limit, () -> awaiting > 0 || committed != upTo);
  }

  /** Waits until all that is there to be indexed is seen, and lets that take its time. */
  synchronized boolean awaitCaughtUp(Duration limit) throws InterruptedException {
    long wanted = committed;
    return await(limit, () -> indexed >= wanted);
  }

  /** Waits until there is nothing to do, with vectors or without. */
  synchronized boolean awaitIdle(Duration limit, boolean vectors) throws InterruptedException {
    return awaitSeen(
        limit, () -> indexed == committed && !building && (!vectors || embedded == shown));
  }

  private boolean await(Duration limit, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!closing && !condition.getAsBoolean()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(Math.max(1, Duration.ofNanos(left).toMillis()));
    }
    return condition.getAsBoolean();
  }

  /**
   * Waits until an event is in the index.
   *
   * @return what it took out
   * @throws RecallException when the index can't follow
   */
  synchronized Erased awaitErased(long event) throws InterruptedException {
    awaiting++;
    notifyAll();
    try {
      while (seq < event) {
        if (closing) {
          throw new RecallException(RecallException.Kind.CLOSED, "The index is closed", null);
        }
        if (problem != null) {
          throw new RecallException(
              RecallException.Kind.UNAVAILABLE, "The index can't be changed: " + problem, null);
        }
        wait();
      }
    } finally {
      awaiting--;
    }
    return erasures.getOrDefault(event, Erased.NOTHING);
  }
}
