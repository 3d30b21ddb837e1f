package dev.oxydra.runner.broker;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a guest may still use of this minute and this day, shared by all its connections: providers'
 * and the proxy's. What the day has used is kept in a file, so that a new daemon goes on with it.
 */
final class Allowance implements AutoCloseable {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Supplier<BrokerLimits> limits;
  private final AllowanceFile file;

  /** When the requests of the last minute came. */
  private final Deque<Instant> recent = new ArrayDeque<>();

  private DayUsage used;
  private BigDecimal reserved = BigDecimal.ZERO;

  /**
   * @param limits as they are now
   * @param file holds what the day has used so far
   */
  Allowance(Supplier<BrokerLimits> limits, AllowanceFile file, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.file = file;
    this.used = file.read(day(clock.instant()));
    file.keep(this::state);
  }

  /**
   * Counts a request.
   *
   * @throws Refusal with {@code request_limit} or {@code byte_limit}, when there may be no more
   */
  synchronized void admit() throws Refusal {
    Instant now = turnOver();
    BrokerLimits limit = limits.get();
    Long perMinute = limit.maxRequestsPerMinute();
    forget(now);
    if (perMinute != null && recent.size() >= perMinute) {
      throw Refusal.limit("request_limit", perMinute + " requests a minute", untilOldestEnds(now));
    }
    if (limit.maxRequestsPerDay() != null && used.requests() >= limit.maxRequestsPerDay()) {
      throw Refusal.limit(
          "request_limit", limit.maxRequestsPerDay() + " requests a day", untilMidnight(now));
    }
    refuseBytes();
    if (perMinute != null) {
      recent.add(now);
    }
    used = used.plusRequest();
    file.changed();
  }

  /**
   * @throws Refusal with {@code byte_limit}, when the day's bytes are used up
   */
  synchronized void refuseBytes() throws Refusal {
    Instant now = turnOver();
    if (bytesUsedUp()) {
      throw Refusal.limit(
          "byte_limit", limits.get().maxBytesPerDay() + " bytes a day", untilMidnight(now));
    }
  }

  /**
   * Counts bytes of either direction as they pass.
   *
   * @return whether more may follow; when not, the connection has to be closed
   */
  synchronized boolean count(long bytes) {
    Instant _ = turnOver();
    used = used.plusBytes(bytes);
    file.changed();
    return !bytesUsedUp();
  }

  /**
   * Sets money aside for a request before it is sent.
   *
   * @param estimate what it may cost, US dollars
   * @return has to be settled, whatever happens
   * @throws Refusal with {@code spend_limit}, when that is more than there is
   */
  synchronized Reservation reserve(BigDecimal estimate) throws Refusal {
    Instant now = turnOver();
    BigDecimal most = limits.get().maxSpendPerDay();
    if (most != null && used.spend().add(reserved).add(estimate).compareTo(most) > 0) {
      boolean waits = used.spend().add(estimate).compareTo(most) <= 0;
      throw Refusal.spendLimit(used.spend(), estimate, most, waits ? null : untilMidnight(now));
    }
    reserved = reserved.add(estimate);
    file.changed();
    return new Reservation(estimate);
  }

  /** What this day has used so far. */
  synchronized DayUsage today() {
    Instant _ = turnOver();
    return used;
  }

  /** Money that is set aside. */
  final class Reservation {
    private @Nullable BigDecimal amount;

    private Reservation(BigDecimal amount) {
      this.amount = amount;
    }

    /**
     * Takes what it did cost; a second call does nothing.
     *
     * @param cost US dollars
     */
    void settle(BigDecimal cost) {
      synchronized (Allowance.this) {
        BigDecimal held = amount;
        if (held != null) {
          amount = null;
          reserved = reserved.subtract(held);
          Instant _ = turnOver();
          used = used.plusSpend(cost);
          file.changed();
        }
      }
    }
  }

  /** Writes what was used. */
  @Override
  public void close() {
    file.close();
  }

  private synchronized AllowanceFile.State state() {
    return new AllowanceFile.State(used, reserved);
  }

  private boolean bytesUsedUp() {
    Long most = limits.get().maxBytesPerDay();
    return most != null && used.bytes() >= most;
  }

  /** A clock that is set back gives nothing back: what was used goes on to count. */
  private Instant turnOver() {
    Instant now = clock.instant();
    LocalDate today = day(now);
    if (today.isAfter(used.day())) {
      used = DayUsage.none(today);
    } else if (today.isBefore(used.day())) {
      used = used.on(today);
    }
    return now;
  }

  private void forget(Instant now) {
    // Those of the future are there when the clock was set back.
    recent.removeIf(time -> time.isAfter(now));
    while (!recent.isEmpty() && !recent.getFirst().plus(MINUTE).isAfter(now)) {
      recent.removeFirst();
    }
  }

  private Duration untilOldestEnds(Instant now) {
    return recent.isEmpty() ? MINUTE : Duration.between(now, recent.getFirst().plus(MINUTE));
  }

  private static Duration untilMidnight(Instant now) {
    return Duration.between(now, day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC));
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
