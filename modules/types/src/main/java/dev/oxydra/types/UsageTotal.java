package dev.oxydra.types;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one model was used for in one session on one day.
 *
 * @param day in UTC
 * @param calls how many provider calls
 * @param costUsd what those cost whose cost is known, in US dollars; null where none's is
 */
public record UsageTotal(
    SessionId sessionId,
    LocalDate day,
    ProviderId provider,
    ModelId model,
    long calls,
    Usage usage,
    @Nullable BigDecimal costUsd) {
  public UsageTotal {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(day, "day");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(usage, "usage");
  }
}
