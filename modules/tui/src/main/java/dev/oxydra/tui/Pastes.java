package dev.oxydra.tui;

import dev.oxydra.types.Attachment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the draft shows as a sign each: long texts that were pasted, and files.
 *
 * @param texts by their signs
 * @param files by their signs
 */
record Pastes(Map<String, String> texts, Map<String, Attachment> files) {
  /** Shorter ones stand in the draft as they are. */
  private static final int LINES = 10;

  private static final int CHARACTERS = 2000;

  private static final Pattern SIGN = Pattern.compile("\\[(?:pasted|attached) [^\\]]*]");

  static final Pastes NONE = new Pastes(Map.of(), Map.of());

  Pastes {
    texts = Map.copyOf(texts);
    files = Map.copyOf(files);
  }

  static boolean isLong(String text) {
    return text.length() > CHARACTERS || text.lines().count() > LINES;
  }

  /** What is to stand for a text. */
  String sign(String text) {
    long lines = text.lines().count();
    return unused(
        lines > 1
            ? "pasted %d lines".formatted(lines)
            : "pasted %,d characters".formatted(text.length()));
  }

  /** What is to stand for a file. */
  String sign(String name, Attachment file) {
    return unused(
        "attached %s, %s"
            .formatted(
                PlainText.line(name).replace('[', '(').replace(']', ')'),
                Sizes.bytes(file.data().length)));
  }

  private String unused(String what) {
    Predicate<String> used = sign -> texts.containsKey(sign) || files.containsKey(sign);
    String sign = "[" + what + "]";
    for (int i = 2; used.test(sign); i++) {
      sign = "[" + what + " #" + i + "]";
    }
    return sign;
  }

  Pastes with(String sign, String text) {
    Map<String, String> more = new HashMap<>(texts);
    more.put(sign, text);
    return new Pastes(more, files);
  }

  Pastes with(String sign, Attachment file) {
    Map<String, Attachment> more = new HashMap<>(files);
    more.put(sign, file);
    return new Pastes(texts, more);
  }

  /** The draft with the texts themselves. */
  String unfolded(String draft) {
    return SIGN.matcher(draft)
        .replaceAll(
            found -> Matcher.quoteReplacement(texts.getOrDefault(found.group(), found.group())));
  }

  /** The files whose signs are still in the draft, in their order. */
  List<Attachment> attached(String draft) {
    return SIGN.matcher(draft)
        .results()
        .map(MatchResult::group)
        .distinct()
        .filter(files::containsKey)
        .map(files::get)
        .toList();
  }
}
