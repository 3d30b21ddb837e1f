package dev.oxydra.runner.broker;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** How many requests of one kind run at once. */
final class Slots {
  private final IntSupplier most;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * @param most how many there are now
   */
  Slots(IntSupplier most) {
    this.most = most;
  }

  int most() {
    return most.getAsInt();
  }

  /** Whether one more request may run; if so it has to {@link #giveBack}. */
  boolean take() {
    int limit = most();
    return taken.getAndUpdate(now -> now < limit ? now + 1 : now) < limit;
  }

  void giveBack() {
    taken.decrementAndGet();
  }
}
