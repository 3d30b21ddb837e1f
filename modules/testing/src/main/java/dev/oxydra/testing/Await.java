package dev.oxydra.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for conditions, with a deadline. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(5);

  private Await() {}

  /**
   * Waits until a condition holds.
   *
   * @throws AssertionError when it doesn't by the deadline
   */
  public static void until(String what, Duration deadline, Callable<Boolean> condition) {
    value(what, deadline, () -> condition.call() ? Boolean.TRUE : null);
  }

  /**
   * Waits until there is a value. What takes long to ask is asked the less often, so that the wait
   * doesn't take the processors from what is waited for.
   *
   * @param source gives null while there is none
   * @throws AssertionError when there is none by the deadline; its cause is the last exception of
   *     {@code source}, if any
   */
  public static <T> T value(String what, Duration deadline, Callable<@Nullable T> source) {
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      Exception last = null;
      long asked = System.nanoTime();
      try {
        T value = source.call();
        if (value != null) {
          return value;
        }
      } catch (Exception e) {
        last = e;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("Not within " + deadline + ": " + what, last);
      }
      LockSupport.parkNanos(Math.max(PAUSE.toNanos(), System.nanoTime() - asked));
    }
  }
}
