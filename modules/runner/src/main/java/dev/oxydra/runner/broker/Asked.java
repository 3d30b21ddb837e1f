package dev.oxydra.runner.broker;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the answer that it wants. It is a guest's word.
 *
 * @param model null where it names none
 * @param inPath whether the address says so, which the provider goes by (Gemini)
 * @param longestAnswer in tokens; 0 where it doesn't say
 */
record Asked(@Nullable String model, boolean inPath, long longestAnswer) {
  /** {@code …/models/<model>:generateContent}. */
  private static final Pattern PATH = Pattern.compile(".*/models/([^/:]+):[A-Za-z]+");

  private static final Pattern MODEL =
      Pattern.compile("(?<!\\\\)\"model\"\\s{0,9}:\\s{0,9}\"([^\"\\\\]{1,200})\"");

  private static final Pattern LONGEST =
      Pattern.compile(
          "(?<!\\\\)\"(?:max_tokens|max_completion_tokens|max_output_tokens|maxOutputTokens)\"\\s{0,9}:\\s{0,9}(\\d{1,12})");

  /**
   * @param body its beginning, in JSON
   */
  static Asked of(String path, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    Matcher inPath = PATH.matcher(path);
    Matcher model = MODEL.matcher(text);
    Matcher longest = LONGEST.matcher(text);
    boolean named = inPath.matches();
    return new Asked(
        named ? inPath.group(1) : model.find() ? model.group(1) : null,
        named,
        longest.find() ? Long.parseLong(longest.group(1)) : 0);
  }
}
