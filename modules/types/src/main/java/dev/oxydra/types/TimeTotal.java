package dev.oxydra.types;

import java.time.LocalDate;
import java.util.Objects;

/**
 * How long turns of one session worked on one day.
 *
 * @param day in UTC
 * @param activeMs in milliseconds, see {@link EventPayload.TimeRecorded}
 */
public record TimeTotal(SessionId sessionId, LocalDate day, long activeMs) {
  public TimeTotal {
    Objects.requireNonNull(sessionId, "session_id");
    Objects.requireNonNull(day, "day");
  }
}
