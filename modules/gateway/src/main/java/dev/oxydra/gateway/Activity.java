package dev.oxydra.gateway;

import dev.oxydra.types.GuestActivity;
import dev.oxydra.types.UsageTotal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the guest does at this moment. */
final class Activity {
  private Activity() {}

  /**
   * @param today in UTC
   */
  static GuestActivity of(SessionHub hub, LocalDate today) {
    HubStats stats = hub.stats();
    return new GuestActivity(
        hub.sessions().stream().filter(session -> !session.archived()).count(),
        stats.running(),
        stats.waiting(),
        spend(hub, today));
  }

  private static @Nullable BigDecimal spend(SessionHub hub, LocalDate today) {
    return hub.journal().projections().usage(null).stream()
        .filter(total -> total.day().equals(today))
        .map(UsageTotal::costUsd)
        .filter(Objects::nonNull)
        .reduce(BigDecimal::add)
        .orElse(null);
  }
}
