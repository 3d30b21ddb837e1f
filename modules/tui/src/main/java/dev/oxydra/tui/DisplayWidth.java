package dev.oxydra.tui;

import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many columns text takes: 0 for marks that sit on another character, 2 for what East Asian
 * Width (Unicode Standard Annex 11) calls wide and for emoji, else 1. A grapheme cluster is as wide
 * as its first character, flags and emoji with variation selector 16 are wide.
 */
final class DisplayWidth {
  private static final Pattern CLUSTER = Pattern.compile("\\X");
  private static final int EMOJI_SELECTOR = 0xFE0F;

  private DisplayWidth() {}

  static int of(String text) {
    if (isAscii(text)) {
      return text.length();
    }
    int width = 0;
    for (String cluster : clusters(text)) {
      width += ofCluster(cluster);
    }
    return width;
  }

  /** What a reader takes for one character each. */
  static List<String> clusters(String text) {
    if (isAscii(text)) {
      return text.chars().mapToObj(Character::toString).toList();
    }
    return CLUSTER.matcher(text).results().map(MatchResult::group).toList();
  }

  static String firstCluster(String text) {
    var matcher = CLUSTER.matcher(text);
    return matcher.lookingAt() ? matcher.group() : "";
  }

  static String lastCluster(String text) {
    int line = text.lastIndexOf('\n') + 1;
    if (line == text.length()) {
      return text.isEmpty() ? "" : "\n";
    }
    return clusters(text.substring(line)).getLast();
  }

  /** The longest beginning that takes at most {@code columns}. */
  static String fit(String text, int columns) {
    return text.substring(0, end(text, 0, columns));
  }

  /** Where the longest part from {@code from} on ends that takes at most {@code columns}. */
  static int end(String text, int from, int columns) {
    int end = Math.min(text.length(), from + Math.max(0, columns));
    // With the one after it, which may be a mark that sits on the last.
    if (isAscii(text, from, Math.min(text.length(), end + 1))) {
      return end;
    }
    Matcher cluster = CLUSTER.matcher(text).region(from, text.length());
    int fitting = from;
    int width = 0;
    while (cluster.find()) {
      width += ofCluster(cluster.group());
      if (width > columns) {
        break;
      }
      fitting = cluster.end();
    }
    return fitting;
  }

  /** As {@link #fit}, with an ellipsis where something was cut. */
  static String shorten(String text, int columns) {
    if (of(text) <= columns) {
      return text;
    }
    return columns < 1 ? "" : fit(text, columns - 1) + "…";
  }

  /** With spaces up to {@code columns}. */
  static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - of(text)));
  }

  static int ofCluster(String cluster) {
    int first = cluster.codePointAt(0);
    if (first < 0x7f) {
      return 1;
    }
    boolean emoji = Character.isEmojiPresentation(first) || cluster.indexOf(EMOJI_SELECTOR) > 0;
    return emoji || isWide(first) ? 2 : isZero(first) ? 0 : 1;
  }

  private static boolean isZero(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> true;
      default -> codePoint >= 0x1160 && codePoint <= 0x11FF;
    };
  }

  private static boolean isWide(int codePoint) {
    if (codePoint < 0x1100) {
      return false;
    }
    if (codePoint <= 0x115F
        || (codePoint >= 0x2E80 && codePoint <= 0x303E)
        || (codePoint >= 0xFE30 && codePoint <= 0xFE6F)
        || (codePoint >= 0xFF01 && codePoint <= 0xFF60)
        || (codePoint >= 0xFFE0 && codePoint <= 0xFFE6)) {
      return true;
    }
    if (codePoint >= 0xFF61 && codePoint <= 0xFFDC) {
      return false;
    }
    UnicodeScript script = UnicodeScript.of(codePoint);
    return script == UnicodeScript.HAN
        || script == UnicodeScript.HIRAGANA
        || script == UnicodeScript.KATAKANA
        || script == UnicodeScript.BOPOMOFO
        || script == UnicodeScript.YI
        || (script == UnicodeScript.HANGUL && codePoint >= 0xA960)
        || (codePoint >= 0x3041 && codePoint <= 0x33FF);
  }

  private static boolean isAscii(String text) {
    return isAscii(text, 0, text.length());
  }

  private static boolean isAscii(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
