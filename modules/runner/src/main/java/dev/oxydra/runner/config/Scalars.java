package dev.oxydra.runner.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.oxydra.types.BesideItsFile;
import dev.oxydra.types.Bytes;
import dev.oxydra.types.Range;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads values that are not groups of keys. */
final class Scalars {
  private final Path folder;

  /**
   * @param folder what relative paths are taken from
   */
  Scalars(Path folder) {
    this.folder = folder;
  }

  /** A value is not what its key wants. The message continues "must be". */
  static final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    Mismatch(String message) {
      super(message);
    }

    Mismatch(String message, Throwable cause) {
      super(message, cause);
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }

  Object read(RecordComponent component, ConfigValue value) throws Mismatch {
    Class<?> type = component.getType();
    if (type == String.class) {
      return string(value);
    } else if (type == boolean.class || type == Boolean.class) {
      return bool(value);
    } else if (type == int.class || type == Integer.class) {
      return (int) within(component, integer(value));
    } else if (type == long.class || type == Long.class) {
      boolean bytes = component.isAnnotationPresent(Bytes.class);
      return within(component, bytes ? bytes(value) : integer(value));
    } else if (type == double.class) {
      return number(component, value);
    } else if (type == BigDecimal.class) {
      return amount(value);
    } else if (type == Duration.class) {
      return duration(component, value);
    } else if (type == Path.class) {
      return path(component, value);
    } else if (type == List.class) {
      return strings(value);
    } else if (type.isEnum()) {
      return constant(type, value);
    }
    throw new IllegalStateException("No reader for " + component);
  }

  static String string(ConfigValue value) throws Mismatch {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> value.unwrapped().toString();
      case OBJECT, LIST, NULL -> throw new Mismatch("a text");
    };
  }

  private static boolean bool(ConfigValue value) throws Mismatch {
    return switch (value.unwrapped().toString()) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new Mismatch("true or false");
    };
  }

  private static long integer(ConfigValue value) throws Mismatch {
    try {
      return new BigDecimal(value.unwrapped().toString().strip()).longValueExact();
    } catch (ArithmeticException | NumberFormatException e) {
      throw new Mismatch("a whole number", e);
    }
  }

  private static BigDecimal amount(ConfigValue value) throws Mismatch {
    try {
      BigDecimal read = new BigDecimal(value.unwrapped().toString().strip());
      if (read.signum() < 0) {
        throw new Mismatch("0 or more");
      }
      return read;
    } catch (NumberFormatException e) {
      throw new Mismatch("a number, such as 2.50", e);
    }
  }

  private static double number(RecordComponent component, ConfigValue value) throws Mismatch {
    Range range = component.getAnnotation(Range.class);
    try {
      double read = new BigDecimal(value.unwrapped().toString().strip()).doubleValue();
      if (range != null && (read < range.min() || read > range.max())) {
        throw new Mismatch(range.min() + " to " + range.max());
      }
      return read;
    } catch (NumberFormatException e) {
      throw new Mismatch("a number, such as 0.5", e);
    }
  }

  private static long bytes(ConfigValue value) throws Mismatch {
    try {
      return value.atKey("v").getBytes("v");
    } catch (com.typesafe.config.ConfigException e) {
      throw new Mismatch("a size in bytes, such as 16KiB", e);
    }
  }

  private static Duration duration(RecordComponent component, ConfigValue value) throws Mismatch {
    String text = value.unwrapped().toString().strip();
    // A bare number would silently be milliseconds.
    if (value.valueType() == ConfigValueType.OBJECT || text.matches("[0-9.]*")) {
      throw new Mismatch("a duration with a unit, such as 30s");
    }
    Duration read;
    try {
      read = value.atKey("v").getDuration("v");
    } catch (com.typesafe.config.ConfigException e) {
      throw new Mismatch("a duration with a unit, such as 30s", e);
    }
    Range range = component.getAnnotation(Range.class);
    if (range != null
        && (read.compareTo(Duration.ofSeconds(range.min())) < 0
            || read.compareTo(Duration.ofSeconds(range.max())) > 0)) {
      throw new Mismatch(range.min() + "s to " + range.max() + "s");
    }
    return read;
  }

  private static long within(RecordComponent component, long read) throws Mismatch {
    Range range = component.getAnnotation(Range.class);
    if (range != null && (read < range.min() || read > range.max())) {
      boolean bytes = component.isAnnotationPresent(Bytes.class);
      throw new Mismatch(
          (bytes ? Shown.bytes(range.min()) : range.min())
              + " to "
              + (bytes ? Shown.bytes(range.max()) : range.max()));
    }
    if (component.getType() != long.class
        && component.getType() != Long.class
        && read != (int) read) {
      throw new Mismatch("a smaller number");
    }
    return read;
  }

  private Path path(RecordComponent component, ConfigValue value) throws Mismatch {
    String text = string(value);
    try {
      if (text.isBlank()) {
        throw new Mismatch("a path");
      }
      return text.startsWith("~/")
          ? Path.of(System.getProperty("user.home")).resolve(text.substring(2))
          : base(component, value).resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw new Mismatch("a path", e);
    }
  }

  private Path base(RecordComponent component, ConfigValue value) {
    String file = value.origin().filename();
    Path parent = file == null ? null : Path.of(file).toAbsolutePath().getParent();
    return component.isAnnotationPresent(BesideItsFile.class) && parent != null ? parent : folder;
  }

  private static List<String> strings(ConfigValue value) throws Mismatch {
    List<String> all = new ArrayList<>();
    if (!(value instanceof ConfigList list)) {
      throw new Mismatch("a list, such as [\"one\", \"two\"]");
    }
    for (ConfigValue item : list) {
      all.add(string(item));
    }
    return all;
  }

  private static Object constant(Class<?> type, ConfigValue value) throws Mismatch {
    @Nullable Object[] constants = type.getEnumConstants();
    String text = value.unwrapped().toString();
    for (Object constant : constants) {
      if (constant instanceof Enum<?> known && Shown.text(known, false).equals(text)) {
        return known;
      }
    }
    List<String> names =
        Arrays.stream(constants).map(it -> String.valueOf(it).toLowerCase(Locale.ROOT)).toList();
    throw new Mismatch(names.size() == 1 ? names.getFirst() : "one of " + String.join(", ", names));
  }
}
