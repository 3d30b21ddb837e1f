package dev.oxydra.endtoend;

import com.typesafe.config.ConfigFactory;
import dev.oxydra.runner.config.ConfigEntry;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.Bytes;
import dev.oxydra.types.Range;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Keys with their defaults and ranges, as the program has them and as a table tells them. */
final class DocumentedKeys {
  /** A registered provider, an agent and a server that say no more than they must. */
  static final List<String> SAMPLES =
      List.of(
          "providers.registry.sample={provider_type = openai, base_url = \"http://127.0.0.1/v1\"}",
          "agents.sample.selection={}",
          "mcp.servers.sample={transport = stdio, command = x}");

  private static final Pattern NAMED =
      Pattern.compile("^(providers\\.registry|agents|mcp\\.servers)\\.([^.]+)\\.");
  private static final List<String> REQUIRED =
      List.of(
          "providers.registry.<name>.provider_type",
          "providers.registry.<name>.base_url",
          "mcp.servers.<name>.transport",
          "mcp.servers.<name>.command");

  private static final String HOME = System.getProperty("user.home");

  private DocumentedKeys() {}

  /**
   * What one key is said to be.
   *
   * @param value the default, empty where there is none
   * @param range empty where nothing bounds it
   */
  record Key(String value, String range) {}

  /** From the rows {@code key, default, range, meaning}; ranges that no annotation has are left. */
  static Map<String, Key> told(List<List<String>> rows, Map<String, Key> real) {
    Map<String, Key> keys = new TreeMap<>();
    for (List<String> row : rows) {
      Key same = real.get(row.getFirst());
      boolean bounded = same != null && !same.range().isEmpty();
      keys.put(row.getFirst(), new Key(plain(row.get(1)), bounded ? range(row.get(2)) : ""));
    }
    return keys;
  }

  /** From the program: its defaults, and the annotations of its records. */
  static Map<String, Key> real(LoadedConfig defaults, String file, Class<?> root, Path folder) {
    Map<String, String> ranges = new TreeMap<>();
    ranges(root, "", ranges);
    Map<String, Key> keys = new TreeMap<>();
    for (ConfigEntry entry : defaults.entries()) {
      if (entry.file().equals(file)) {
        String key = generic(entry.key());
        if (key.equals(entry.key()) || entry.key().contains(".sample.")) {
          boolean given = REQUIRED.contains(key);
          String value = given ? "" : entry.value().replace(folder + "/", "").replace(HOME, "~");
          keys.put(key, new Key(plain(value), ranges.getOrDefault(key, "")));
        }
      }
    }
    return keys;
  }

  /** A provider's, an agent's or a server's name becomes {@code <name>}. */
  static String generic(String key) {
    return NAMED.matcher(key).replaceFirst("$1.<name>.");
  }

  private static void ranges(Class<?> type, String path, Map<String, String> ranges) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name =
          component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT).strip();
      String key = path + name;
      Range range = component.getAnnotation(Range.class);
      if (range != null) {
        String unit = component.getType() == Duration.class ? "s" : "";
        boolean bytes = component.isAnnotationPresent(Bytes.class);
        ranges.put(key, range(range.min() + unit + " to " + range.max() + unit, bytes));
      } else if (component.getType().isRecord()) {
        ranges(component.getType(), key + ".", ranges);
      } else if (component.getGenericType() instanceof ParameterizedType map
          && map.getActualTypeArguments().length == 2
          && map.getActualTypeArguments()[1] instanceof Class<?> values
          && values.isRecord()) {
        ranges(values, key + ".<name>.", ranges);
      }
    }
  }

  private static String range(String text) {
    return range(text, text.contains("iB"));
  }

  /** Both bounds as numbers: {@code 1KiB to 1MiB} and {@code 1024 to 1048576} are the same. */
  private static String range(String text, boolean bytes) {
    String[] bounds = text.split(" to ", -1);
    return bounds.length == 2
        ? number(bounds[0], bytes) + " to " + number(bounds[1], bytes)
        : text + " (no range)";
  }

  private static String number(String text, boolean bytes) {
    var config = ConfigFactory.parseString("v = " + text);
    if (bytes) {
      return String.valueOf(config.getBytes("v"));
    }
    return text.matches("\\d+") ? text : config.getDuration("v").toString();
  }

  /** {@code 30m} and {@code 1800s} are the same. */
  private static String plain(String value) {
    if (value.matches("\\d+(ms|s|m|h)")) {
      return ConfigFactory.parseString("v = " + value).getDuration("v").toString();
    }
    return value.equals("(not set)") ? "" : value;
  }
}
