package dev.oxydra.runner.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values as {@code config show} writes them. */
final class Shown {
  private static final String MASK = "********";
  private static final String UNSET = "(not set)";

  private Shown() {}

  static String text(@Nullable Object value, boolean secret) {
    if (value == null) {
      return UNSET;
    }
    if (secret) {
      return value instanceof Map<?, ?> map && map.isEmpty() ? "{}" : MASK;
    }
    return switch (value) {
      case Duration duration -> duration(duration);
      case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
      case List<?> list -> list.toString();
      case Map<?, ?> map -> new TreeMap<>(map).toString();
      case String text when text.isEmpty() -> "\"\"";
      default -> value.toString();
    };
  }

  static String bytes(long bytes) {
    String[] units = {"", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    long shown = bytes;
    while (shown != 0 && shown % 1024 == 0 && unit < units.length - 1) {
      shown /= 1024;
      unit++;
    }
    return shown + units[unit];
  }

  private static String duration(Duration duration) {
    return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }
}
