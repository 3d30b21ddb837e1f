package dev.oxydra.runner.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, and remembers where each key came from. */
final class Problems {
  static final String DEFAULT = "default";

  private final List<ConfigProblem> found = new ArrayList<>();
  private final Map<String, ConfigOrigin> origins = new HashMap<>();

  void remember(String key, ConfigOrigin origin) {
    origins.put(key, origin);
  }

  /** Adds a problem with a key that was remembered. */
  void add(String key, String message, String remedy) {
    add(origins.get(key), key, message, remedy);
  }

  void add(@Nullable ConfigOrigin origin, String key, String message, String remedy) {
    found.add(at(origin, key, message, remedy));
  }

  void add(ConfigProblem problem) {
    found.add(problem);
  }

  /** Adds a problem when {@code type} doesn't take a text, saying why, and not which text it is. */
  void form(String key, @Nullable String text, Function<String, Object> type) {
    if (text == null) {
      return;
    }
    try {
      Object _ = type.apply(text);
    } catch (IllegalArgumentException e) {
      add(key, "This can't be used: " + e.getMessage(), "Correct the value");
    }
  }

  ConfigProblem warning(String key, String message, String remedy) {
    return at(origins.get(key), key, message, remedy);
  }

  /** The file that a key came from; null when it came from elsewhere. */
  @Nullable String fileOf(String key) {
    ConfigOrigin origin = origins.get(key);
    return origin == null ? null : origin.filename();
  }

  /** In the order of the files and their lines. */
  List<ConfigProblem> found() {
    return found.stream()
        .sorted(Comparator.comparing(ConfigProblem::origin).thenComparingInt(ConfigProblem::line))
        .toList();
  }

  int count() {
    return found.size();
  }

  /** {@code <file>:<line>}, or whatever else a value came from. */
  static String text(@Nullable ConfigOrigin origin) {
    int line = line(origin);
    return name(origin) + (line > 0 ? ":" + line : "");
  }

  private static ConfigProblem at(
      @Nullable ConfigOrigin origin, String key, String message, String remedy) {
    return new ConfigProblem(name(origin), line(origin), key, message, remedy);
  }

  private static String name(@Nullable ConfigOrigin origin) {
    if (origin == null || origin.resource() != null) {
      return DEFAULT;
    }
    return origin.filename() != null ? origin.filename() : origin.description();
  }

  private static int line(@Nullable ConfigOrigin origin) {
    return origin == null || origin.filename() == null || origin.resource() != null
        ? 0
        : Math.max(0, origin.lineNumber());
  }
}
