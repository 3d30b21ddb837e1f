package dev.oxydra.tools.annotations;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names from one style to another. */
final class Names {
  private static final Pattern HUMP =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
  private static final Pattern UNDERSCORE = Pattern.compile("_");

  private Names() {}

  /** {@code oldText} as {@code old_text}, {@code READ_ONLY} as {@code read_only}. */
  static String snake(String name) {
    return HUMP.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  /** {@code file_read} as {@code FileRead}. */
  static String upperCamel(String snake) {
    StringBuilder camel = new StringBuilder();
    for (String word : UNDERSCORE.split(snake, -1)) {
      if (!word.isEmpty()) {
        camel.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
      }
    }
    return camel.toString();
  }

  /** {@code Workspace} as {@code workspace}. */
  static String lowerFirst(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}
