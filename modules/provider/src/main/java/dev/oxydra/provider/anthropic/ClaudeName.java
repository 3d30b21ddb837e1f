package dev.oxydra.provider.anthropic;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the name of one of Anthropic's models says of it: {@code claude-opus-4-6}, {@code
 * claude-3-7-sonnet-20250219} and what others make of these.
 *
 * @param family such as {@code opus}
 */
record ClaudeName(String family, int major, int minor) {
  // A date may follow, which is no minor version.
  private static final Pattern NEW =
      Pattern.compile("claude-([a-z]+)-(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d)");
  private static final Pattern OLD =
      Pattern.compile("claude-(\\d{1,2})(?:[-.](\\d{1,2}))?-([a-z]+)");

  /** Null for a name that isn't one of theirs, or names no version. */
  static @Nullable ClaudeName of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    Matcher found = NEW.matcher(name);
    if (found.find()) {
      return new ClaudeName(found.group(1), number(found.group(2)), number(found.group(3)));
    }
    found = OLD.matcher(name);
    return found.find()
        ? new ClaudeName(found.group(3), number(found.group(1)), number(found.group(2)))
        : null;
  }

  private static int number(@Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  boolean before(int otherMajor, int otherMinor) {
    return major < otherMajor || (major == otherMajor && minor < otherMinor);
  }

  /** Whether a thought of it counts only after what came before it when it was thought. */
  boolean bindsThoughts() {
    boolean exempt = family.equals("mythos") && before(5, 2);
    return !before(5, 1) && !exempt;
  }
}
