package dev.oxydra.tools.annotations;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types that arguments have, nested records aside. */
public final class ArgumentTypes {
  private ArgumentTypes() {}

  /** Any string. */
  public static ArgumentType<String> text() {
    return argument ->
        argument.node().isTextual() ? argument.node().textValue() : argument.expected("a string");
  }

  /** A string that as a whole matches {@code regex}. */
  public static ArgumentType<String> text(String regex) {
    Pattern pattern = Pattern.compile(regex);
    return argument -> {
      String text = text().read(argument);
      return text == null || pattern.matcher(text).matches()
          ? text
          : argument.problem("must match " + regex);
    };
  }

  public static ArgumentType<Boolean> truth() {
    return argument ->
        argument.node().isBoolean()
            ? Boolean.valueOf(argument.node().booleanValue())
            : argument.expected("true or false");
  }

  /** An integer that fits an int and lies within {@code min} and {@code max}, both included. */
  public static ArgumentType<Integer> integer(long min, long max) {
    ArgumentType<Long> wide =
        longInteger(
            Math.clamp(min, Integer.MIN_VALUE, Integer.MAX_VALUE),
            Math.clamp(max, Integer.MIN_VALUE, Integer.MAX_VALUE));
    return argument -> {
      Long value = wide.read(argument);
      return value == null ? null : Integer.valueOf(Math.toIntExact(value));
    };
  }

  /** An integer within {@code min} and {@code max}, both included. */
  public static ArgumentType<Long> longInteger(long min, long max) {
    return argument -> {
      if (!argument.node().isNumber() || !isWhole(argument)) {
        return argument.expected("an integer");
      }
      if (!argument.node().canConvertToLong()) {
        return argument.problem(outside(min, max));
      }
      long value = argument.node().longValue();
      return value < min || value > max ? argument.problem(outside(min, max)) : Long.valueOf(value);
    };
  }

  /** As in JSON Schema, 3.0 is an integer too. */
  private static boolean isWhole(Argument argument) {
    return argument.node().isIntegralNumber() || argument.node().canConvertToExactIntegral();
  }

  private static String outside(long min, long max) {
    return "must be from " + min + " to " + max;
  }

  public static ArgumentType<Double> number() {
    return argument ->
        argument.node().isNumber()
            ? Double.valueOf(argument.node().doubleValue())
            : argument.expected("a number");
  }

  /** One of the given names. */
  public static <E extends Enum<E>> ArgumentType<E> choice(Map<String, E> constants) {
    return argument -> {
      E constant = constants.get(argument.node().asText());
      return argument.node().isTextual() && constant != null
          ? constant
          : argument.expected(
              "one of " + String.join(", ", constants.keySet().stream().sorted().toList()));
    };
  }

  /** A list; every item that is wrong is a problem of its own. */
  public static <T> ArgumentType<List<T>> list(ArgumentType<T> itemType) {
    return argument -> {
      if (!argument.node().isArray()) {
        return argument.expected("an array");
      }
      List<T> items = new ArrayList<>();
      for (int i = 0; i < argument.node().size(); i++) {
        T item = readItem(itemType, argument, i);
        if (item != null) {
          items.add(item);
        }
      }
      return List.copyOf(items);
    };
  }

  private static <T> @Nullable T readItem(ArgumentType<T> type, Argument list, int index) {
    return type.read(list.item(index));
  }
}
