package dev.oxydra.provider.gemini;

import dev.oxydra.types.ModelId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the names of Gemini's models say of them. */
final class ModelNames {
  private static final Pattern VERSION =
      Pattern.compile("gemini-(\\d{1,3})(?:\\.(\\d{1,3}))?\\b.*");
  private static final Pattern NEWEST = Pattern.compile("gemini-.*-latest");

  /** How models are told how much to think, which changed with their generations. */
  enum Generation {
    /** They don't think. */
    THOUGHTLESS,
    /** By a number of tokens: 2.5. */
    BUDGET,
    /** By a word: 3 and later. Their calls need signatures, too. */
    LEVEL,
    /** Not a model that we know how to tell. */
    UNKNOWN
  }

  private ModelNames() {}

  /** A model's name as it stands in a URL; the API's own lists put {@code models/} before it. */
  static String plain(ModelId model) {
    String name = model.value();
    return name.startsWith("models/") ? name.substring("models/".length()) : name;
  }

  static Generation generation(ModelId model) {
    String name = plain(model);
    Matcher version = VERSION.matcher(name);
    if (version.matches()) {
      int major = Integer.parseInt(version.group(1));
      int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
      return major >= 3
          ? Generation.LEVEL
          : major == 2 && minor >= 5 ? Generation.BUDGET : Generation.THOUGHTLESS;
    }
    return NEWEST.matcher(name).matches() ? Generation.LEVEL : Generation.UNKNOWN;
  }
}
