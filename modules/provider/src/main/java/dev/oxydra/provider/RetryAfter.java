package dev.oxydra.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** How long a server asks to wait: RFC 9110, section 10.2.3, and OpenAI's form in milliseconds. */
final class RetryAfter {
  private static final long MAX_DIGITS = 9;

  private RetryAfter() {}

  /** Null when neither header says anything that is understood. */
  static @Nullable Duration parse(@Nullable String millis, @Nullable String header) {
    if (millis != null && isNumber(millis)) {
      return Duration.ofMillis(Long.parseLong(millis));
    }
    if (header != null && isNumber(header)) {
      return Duration.ofSeconds(Long.parseLong(header));
    }
    return header == null ? null : until(header);
  }

  private static boolean isNumber(String text) {
    return text.length() <= MAX_DIGITS && text.matches("\\d+");
  }

  private static @Nullable Duration until(String date) {
    try {
      Duration wait =
          Duration.between(
              Instant.now(),
              ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeParseException e) {
      return null; // A hint that can't be read is no hint.
    }
  }
}
