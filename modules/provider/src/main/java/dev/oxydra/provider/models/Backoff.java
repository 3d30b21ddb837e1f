package dev.oxydra.provider.models;

import dev.oxydra.types.AgentConfig.Reliability;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How long to wait before an attempt: exponential backoff with full jitter, as Marc Brooker
 * describes it in <a
 * href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential
 * Backoff And Jitter</a>: any time from zero to a bound that doubles with each failure, up to a
 * greatest one.
 */
record Backoff(Duration least, Duration greatest, RandomGenerator random) {
  /** More doublings than these reach any bound that the configuration allows. */
  private static final int MAX_DOUBLINGS = 30;

  Backoff {
    Objects.requireNonNull(least, "min_backoff");
    Objects.requireNonNull(greatest, "max_backoff");
    Objects.requireNonNull(random, "random");
  }

  static Backoff of(Reliability reliability, RandomGenerator random) {
    return new Backoff(reliability.minBackoff(), reliability.maxBackoff(), random);
  }

  /**
   * A pause.
   *
   * @param failures how many attempts have failed so far, 1 or more
   */
  Duration after(int failures) {
    Duration doubled = least.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
    Duration bound = doubled.compareTo(greatest) < 0 ? doubled : greatest;
    return bound.isZero() ? bound : Duration.ofNanos(random.nextLong(bound.toNanos() + 1));
  }
}
