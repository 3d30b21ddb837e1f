package dev.oxydra.runner;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as they are written on the command line: {@code 90s}, {@code 10m}, {@code 2h}. */
final class Whiles {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhd])");

  private Whiles() {}

  /** Null where it is none. */
  static @Nullable Duration parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches() ? of(Long.parseLong(matcher.group(1)), matcher.group(2)) : null;
  }

  private static Duration of(long count, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }
}
