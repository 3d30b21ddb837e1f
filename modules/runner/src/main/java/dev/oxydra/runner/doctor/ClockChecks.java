package dev.oxydra.runner.doctor;

import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Whether the clock can be relied upon. It is looked at twice: when this is made, and when it is
 * asked.
 */
public final class ClockChecks {
  private static final String WHAT = "clock";
  private static final int EARLIEST_YEAR = 2025;
  private static final int LATEST_YEAR = 2100;

  /** A step, not what a clock is slewed by in the time of a check. */
  private static final Duration STEP = Duration.ofSeconds(1);

  /** A Date header has whole seconds, and may come from a cache. */
  private static final Duration SKEW = Duration.ofSeconds(60);

  private static final String REMEDY =
      " Set the clock, by NTP if you can: timedatectl set-ntp true";

  private final Instant wall;
  private final long monotonic;

  public ClockChecks() {
    this(Instant.now(), System.nanoTime());
  }

  ClockChecks(Instant wall, long monotonic) {
    this.wall = wall;
    this.monotonic = monotonic;
  }

  /**
   * Whether the clock can be right.
   *
   * @param elsewhere what a server said the time was just now; null when none did
   */
  public Finding finding(@Nullable Instant elsewhere) {
    return finding(Instant.now(), System.nanoTime(), elsewhere);
  }

  Finding finding(Instant now, long nanos, @Nullable Instant elsewhere) {
    int year = now.atZone(ZoneOffset.UTC).getYear();
    if (year < EARLIEST_YEAR || year > LATEST_YEAR) {
      return warning(WHAT, "It is not the year " + year + "." + REMEDY);
    }
    Duration step = Duration.between(wall, now).minusNanos(nanos - monotonic);
    if (step.abs().compareTo(STEP) > 0) {
      return warning(WHAT, "It was set while the doctor looked, by " + step.toSeconds() + " s.");
    }
    if (elsewhere == null) {
      return ok(WHAT, now.toString().replaceFirst("\\..*", "Z"));
    }
    Duration skew = Duration.between(elsewhere, now);
    String behind = skew.isNegative() ? "behind" : "ahead of";
    return skew.abs().compareTo(SKEW) > 0
        ? warning(
            WHAT,
            "It is %d s %s the provider's.%s".formatted(skew.abs().toSeconds(), behind, REMEDY))
        : ok(WHAT, now.toString().replaceFirst("\\..*", "Z") + ", as at the provider");
  }
}
