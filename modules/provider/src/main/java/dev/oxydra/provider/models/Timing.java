package dev.oxydra.provider.models;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Time and chance, which tests replace.
 *
 * @param clock what time it is
 * @param pause waits
 * @param random safe for use by several threads
 */
record Timing(InstantSource clock, Pause pause, RandomGenerator random) {
  Timing {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(pause, "pause");
    Objects.requireNonNull(random, "random");
  }

  /** Waits for a time, or until the thread is interrupted. */
  @FunctionalInterface
  interface Pause {
    void sleep(Duration length) throws InterruptedException;
  }

  static Timing real() {
    return new Timing(InstantSource.system(), Thread::sleep, new Random());
  }
}
