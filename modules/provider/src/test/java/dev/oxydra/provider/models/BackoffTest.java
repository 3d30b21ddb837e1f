package dev.oxydra.provider.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration LEAST = Duration.ofMillis(500);
  private static final Duration GREATEST = Duration.ofSeconds(20);

  @Test
  void pausesFillTheirBoundsAndNoMore() {
    long seed = System.nanoTime();
    Backoff backoff = new Backoff(LEAST, GREATEST, new Random(seed));
    long[] bounds = {500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000};
    for (int failures = 1; failures <= bounds.length; failures++) {
      long longest = 0;
      long shortest = Long.MAX_VALUE;
      for (int i = 0; i < 2000; i++) {
        Duration pause = backoff.after(failures);
        assertFalse(pause.isNegative(), "seed " + seed);
        longest = Math.max(longest, pause.toMillis());
        shortest = Math.min(shortest, pause.toMillis());
      }
      long bound = bounds[failures - 1];
      // That all of 2,000 miss a tenth of the range has a chance of 0.9^2000.
      String figures = failures + ": " + shortest + " to " + longest + ", seed " + seed;
      assertTrue(longest <= bound && longest > bound * 0.9, figures);
      assertTrue(shortest < bound * 0.1, figures);
    }
  }

  @Test
  void manyFailuresOverflowNothing() {
    Backoff backoff = new Backoff(Duration.ofSeconds(60), GREATEST, new Random(1));
    for (int failures = 1; failures < 200; failures++) {
      assertTrue(backoff.after(failures).compareTo(GREATEST) <= 0);
    }
  }

  @Test
  void noBoundIsNoPause() {
    assertEquals(Duration.ZERO, new Backoff(Duration.ZERO, Duration.ZERO, new Random(1)).after(3));
  }
}
