package dev.oxydra.runner.config;

import com.typesafe.config.ConfigOrigin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong, and remembers where each key came from. */
final class Problems {
  static final String DEFAULT = "default";

  /** A group that several layers have, the uppermost first; with an at sign it is built in. */
  private static final Pattern MERGED =
      Pattern.compile("merge of ([^,]+?)( @ [^,]+)?: (\\d{1,9})(?:-\\d+)?,.*", Pattern.DOTALL);

  private final List<ConfigProblem> found = new ArrayList<>();
  private final Map<String, ConfigOrigin> origins = new HashMap<>();

  void remember(String key, ConfigOrigin origin) {
    origins.put(key, origin);
  }

  /** Adds a problem with a key that was remembered. */
  void add(String key, String message, String remedy) {
    add(origin(key), key, message, remedy);
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
    return at(origin(key), key, message, remedy);
  }

  /** Where a key is set, or else the group that it is missing from. */
  private @Nullable ConfigOrigin origin(String key) {
    ConfigOrigin own = origins.get(key);
    int dot = key.lastIndexOf('.');
    ConfigOrigin group = dot < 0 ? null : origins.get(key.substring(0, dot));
    return name(own).equals(DEFAULT) && group != null ? group : own;
  }

  /** Whether a key has the value that is built in. */
  boolean isDefault(String key) {
    return name(origins.get(key)).equals(DEFAULT);
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
    if (origin.filename() != null) {
      return origin.filename();
    }
    Matcher merged = MERGED.matcher(origin.description());
    if (merged.matches()) {
      return merged.group(2) == null ? merged.group(1) : DEFAULT;
    }
    return origin.description();
  }

  private static int line(@Nullable ConfigOrigin origin) {
    if (origin == null || origin.resource() != null) {
      return 0;
    }
    Matcher merged = MERGED.matcher(origin.description());
    if (merged.matches()) {
      return merged.group(2) == null ? Integer.parseInt(merged.group(3)) : 0;
    }
    return origin.filename() == null ? 0 : Math.max(0, origin.lineNumber());
  }
}
