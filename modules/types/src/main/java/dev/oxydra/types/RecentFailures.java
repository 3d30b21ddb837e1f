package dev.oxydra.types;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * How often something has failed of late. The clock of the day may be set without harm.
 *
 * @param times when, in terms of {@link System#nanoTime}, the earliest first
 */
public record RecentFailures(RestartPolicy policy, List<Long> times) {
  public RecentFailures {
    Objects.requireNonNull(policy, "policy");
    times = List.copyOf(times);
  }

  /** It has not failed yet. */
  public static RecentFailures none(RestartPolicy policy) {
    return new RecentFailures(policy, List.of());
  }

  /**
   * It has failed once more.
   *
   * @param nanoTime when, see {@link System#nanoTime}
   */
  public RecentFailures and(long nanoTime) {
    LongStream kept =
        times.stream()
            .mapToLong(Long::longValue)
            .filter(time -> nanoTime - time < policy.window().toNanos());
    return new RecentFailures(
        policy, LongStream.concat(kept, LongStream.of(nanoTime)).boxed().toList());
  }

  /** How many failures count. */
  public int count() {
    return times.size();
  }

  public boolean tooMany() {
    return policy.tooMany(count());
  }

  /** How long to leave it alone: after too many failures, as long as they count. */
  public Duration rest() {
    return tooMany() ? policy.window() : pause();
  }

  /** How long to wait before it is tried again; it has failed at least once. */
  public Duration pause() {
    return policy.pauseAfter(count());
  }
}
