package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
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
  void deathsOfLongAgoAreForgiven() {
    List<Instant> died = List.of(NOW.minusSeconds(301), NOW.minusSeconds(299), NOW.minusSeconds(1));
    assertEquals(2, policy.recent(died, NOW).size());
    assertFalse(policy.tooMany(policy.recent(died, NOW)));
    assertTrue(policy.tooMany(List.of(NOW, NOW, NOW)));
  }
}
