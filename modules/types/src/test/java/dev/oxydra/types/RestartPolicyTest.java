package dev.oxydra.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private final RestartPolicy policy =
      new RestartPolicy(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofMinutes(5), 3);

  @Test
  void pausesDoubleUpToTheLongest() {
    assertEquals(Duration.ofMillis(200), policy.pauseAfter(1));
    assertEquals(Duration.ofMillis(400), policy.pauseAfter(2));
    assertEquals(Duration.ofMillis(12_800), policy.pauseAfter(7));
    assertEquals(Duration.ofSeconds(30), policy.pauseAfter(9));
    assertEquals(Duration.ofSeconds(30), policy.pauseAfter(1_000_000));
  }

  @Test
  void failuresOfLongAgoAreForgiven() {
    long now = Long.MAX_VALUE - 5; // nanoTime may wrap
    RecentFailures failures = RecentFailures.none(policy).and(now);
    now += Duration.ofSeconds(2).toNanos();
    failures = failures.and(now);
    assertEquals(2, failures.count());
    assertEquals(Duration.ofMillis(400), failures.pause());
    now += Duration.ofSeconds(298).toNanos();
    failures = failures.and(now);
    assertEquals(2, failures.count());
    assertFalse(failures.tooMany());
    assertTrue(failures.and(now).tooMany());
  }

  @Test
  void onceIsNeverTooLittle() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RestartPolicy(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(1), 0));
  }
}
