package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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
  void deathsOfLongAgoAreForgiven() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may wrap
    Deaths deaths = new Deaths(policy, now::get);
    deaths.add();
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    deaths.add();
    assertEquals(2, deaths.count());
    assertEquals(Duration.ofMillis(400), deaths.pause());
    now.addAndGet(Duration.ofSeconds(298).toNanos());
    deaths.add();
    assertEquals(2, deaths.count());
    assertFalse(deaths.tooMany());
    deaths.add();
    assertTrue(deaths.tooMany());
  }
}
