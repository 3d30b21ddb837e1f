package dev.oxydra.provider;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which servers say how long to wait, or until when. What can't be read is nothing;
 * what is over is zero.
 */
final class Waits {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,13}(\\.\\d{1,9})?");
  // Go's form of a duration, such as 6m0s, 8.64s or 120ms.
  private static final Pattern UNITS = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|[dhms])");

  /** A larger number of seconds is a date after 1973, and of milliseconds as well. */
  private static final BigDecimal EPOCH_SECONDS = BigDecimal.valueOf(100_000_000);

  private static final BigDecimal EPOCH_MILLIS = BigDecimal.valueOf(100_000_000_000L);

  private Waits() {}

  /** A number of milliseconds. */
  static Optional<Duration> millis(@Nullable String text) {
    return number(text).filter(Waits::isNoDate).map(millis -> seconds(millis.movePointLeft(3)));
  }

  /** A number of seconds, or an HTTP date. */
  static Optional<Duration> secondsOrDate(@Nullable String text, Instant now) {
    Optional<Duration> seconds = number(text).filter(Waits::isNoDate).map(Waits::seconds);
    return seconds.isPresent() ? seconds : httpDate(text, now);
  }

  /** A duration with units. */
  static Optional<Duration> units(@Nullable String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher part = UNITS.matcher(text.strip());
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      sum = sum.plus(seconds(new BigDecimal(part.group(1)).multiply(unit(part.group(2)))));
      end = part.end();
    }
    return end > 0 && end == text.strip().length() ? Optional.of(sum) : Optional.empty();
  }

  /**
   * What the headers of rate limits say: a duration, a date (RFC 3339), or the time of the epoch.
   */
  static Optional<Duration> reset(String text, Instant now) {
    Optional<Duration> units = units(text);
    if (units.isPresent()) {
      return units;
    }
    Optional<BigDecimal> number = number(text);
    return number.isPresent() ? number.map(value -> until(value, now)) : date(text, now);
  }

  private static Duration until(BigDecimal number, Instant now) {
    if (isNoDate(number)) {
      return seconds(number);
    }
    BigDecimal epoch = number.compareTo(EPOCH_MILLIS) >= 0 ? number.movePointLeft(3) : number;
    return until(Instant.EPOCH.plus(seconds(epoch)), now);
  }

  private static boolean isNoDate(BigDecimal number) {
    return number.compareTo(EPOCH_SECONDS) < 0;
  }

  private static Optional<BigDecimal> number(@Nullable String text) {
    return Optional.ofNullable(text)
        .map(String::strip)
        .filter(stripped -> NUMBER.matcher(stripped).matches())
        .map(BigDecimal::new);
  }

  private static BigDecimal unit(String name) {
    return switch (name) {
      case "d" -> BigDecimal.valueOf(86_400);
      case "h" -> BigDecimal.valueOf(3600);
      case "m" -> BigDecimal.valueOf(60);
      case "ms" -> BigDecimal.valueOf(1, 3);
      default -> BigDecimal.ONE;
    };
  }

  private static Duration seconds(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.DOWN);
    return Duration.ofSeconds(
        whole.longValueExact(), seconds.subtract(whole).movePointRight(9).longValue());
  }

  private static Optional<Duration> httpDate(@Nullable String text, Instant now) {
    try {
      return text == null
          ? Optional.empty()
          : Optional.of(
              until(
                  ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant(),
                  now));
    } catch (DateTimeException e) {
      return Optional.empty(); // A hint that can't be read is no hint.
    }
  }

  private static Optional<Duration> date(String text, Instant now) {
    try {
      return Optional.of(until(OffsetDateTime.parse(text.strip()).toInstant(), now));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Duration until(Instant date, Instant now) {
    Duration wait = Duration.between(now, date);
    return wait.isNegative() ? Duration.ZERO : wait;
  }
}
