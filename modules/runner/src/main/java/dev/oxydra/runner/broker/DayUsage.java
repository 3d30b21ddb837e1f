package dev.oxydra.runner.broker;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;

/**
 * What a guest has used of a day.
 *
 * @param day in UTC
 * @param requests to providers and through the proxy
 * @param bytes both ways, without heads
 * @param spend what models cost, US dollars
 */
public record DayUsage(LocalDate day, long requests, long bytes, BigDecimal spend) {
  public DayUsage {
    Objects.requireNonNull(day, "day");
    Objects.requireNonNull(spend, "spend");
  }

  /** A day on which nothing has happened yet. */
  static DayUsage none(LocalDate day) {
    return new DayUsage(day, 0, 0, BigDecimal.ZERO);
  }

  DayUsage plusRequest() {
    return new DayUsage(day, requests + 1, bytes, spend);
  }

  DayUsage plusBytes(long more) {
    return new DayUsage(day, requests, bytes + more, spend);
  }

  DayUsage plusSpend(BigDecimal more) {
    return new DayUsage(day, requests, bytes, spend.add(more));
  }

  DayUsage on(LocalDate other) {
    return new DayUsage(other, requests, bytes, spend);
  }
}
