package dev.oxydra.tui;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Long texts that were pasted, which the draft shows as one line each.
 *
 * @param texts by what stands for them in the draft
 */
record Pastes(Map<String, String> texts) {
  /** Shorter ones stand in the draft as they are. */
  private static final int LINES = 10;

  private static final int CHARACTERS = 2000;

  private static final Pattern SIGN = Pattern.compile("\\[pasted [^\\]]*]");

  static final Pastes NONE = new Pastes(Map.of());

  Pastes {
    texts = Map.copyOf(texts);
  }

  static boolean isLong(String text) {
    return text.length() > CHARACTERS || text.lines().count() > LINES;
  }

  /** What is to stand for it. */
  String sign(String text) {
    long lines = text.lines().count();
    String what = lines > 1 ? lines + " lines" : "%,d characters".formatted(text.length());
    String sign = "[pasted " + what + "]";
    for (int i = 2; texts.containsKey(sign); i++) {
      sign = "[pasted " + what + " #" + i + "]";
    }
    return sign;
  }

  Pastes with(String sign, String text) {
    Map<String, String> more = new LinkedHashMap<>(texts);
    more.put(sign, text);
    return new Pastes(more);
  }

  /** The draft with the texts themselves. */
  String unfolded(String draft) {
    return SIGN.matcher(draft)
        .replaceAll(
            found -> Matcher.quoteReplacement(texts.getOrDefault(found.group(), found.group())));
  }
}
