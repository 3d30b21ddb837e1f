package dev.oxydra.types;

import java.time.Duration;
import java.util.Objects;

/**
 * Turns that run at set times, the group {@code scheduler} of {@code agent.conf}.
 *
 * @param enabled whether there are any
 * @param maxSchedules how many may be enabled at a time
 * @param maxConcurrent how many of their turns run at a time
 * @param minInterval how near together a schedule's occurrences may be
 * @param catchUpPause how long after one that makes up for missed occurrences the next one does
 * @param notifyAfterFailures after how many failures in a row the user is told, whatever the
 *     schedule says
 * @param autoDisableAfterFailures after how many failures in a row it is disabled
 */
public record SchedulerConfig(
    boolean enabled,
    @Range(min = 1, max = 10_000) int maxSchedules,
    @Range(min = 1, max = 64) int maxConcurrent,
    @Range(min = 60, max = 31_536_000) Duration minInterval,
    @Range(min = 0, max = 3600) Duration catchUpPause,
    @Range(min = 1, max = 1000) int notifyAfterFailures,
    @Range(min = 1, max = 1000) int autoDisableAfterFailures) {
  public SchedulerConfig {
    Objects.requireNonNull(minInterval, "min_interval");
    Objects.requireNonNull(catchUpPause, "catch_up_pause");
  }

  /** The built-in ones: there are none. */
  public static SchedulerConfig defaults() {
    return new SchedulerConfig(false, 100, 2, Duration.ofMinutes(1), Duration.ofSeconds(10), 3, 5);
  }
}
