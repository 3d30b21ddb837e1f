package dev.oxydra.tools;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * A pattern for one name, as in fnmatch(3): {@code *}, {@code ?}, {@code [a-z]}, {@code [!a-z]},
 * {@code [[:digit:]]}, and a backslash that takes the meaning from what follows. Takes a time that
 * grows with the product of the lengths, whatever the pattern.
 */
record Wildcard(String pattern) {
  private static final int NO = -1;
  private static final Map<String, String> JAVA_NAMES = Map.of("xdigit", "XDigit");

  boolean matches(String name) {
    int at = 0;
    int retry = NO;
    int retryAt = 0;
    for (int i = 0; i < name.length(); ) {
      int next = at < pattern.length() ? afterMatch(at, name.charAt(i)) : NO;
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        retry = ++at;
        retryAt = i;
      } else if (next != NO) {
        at = next;
        i++;
      } else if (retry != NO) {
        at = retry;
        i = ++retryAt;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  /** Where the pattern goes on after a character; {@link #NO} if the character doesn't fit. */
  private int afterMatch(int at, char c) {
    return switch (pattern.charAt(at)) {
      case '?' -> at + 1;
      case '[' -> afterSet(at + 1, c);
      case '\\' -> at + 1 < pattern.length() && pattern.charAt(at + 1) == c ? at + 2 : NO;
      default -> pattern.charAt(at) == c ? at + 1 : NO;
    };
  }

  private int afterSet(int start, char c) {
    boolean negated = isAt(start, '!') || isAt(start, '^');
    int first = negated ? start + 1 : start;
    boolean found = false;
    int at = first;
    while (at < pattern.length() && (at == first || !isAt(at, ']'))) {
      int named = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at) : NO;
      if (named != NO) {
        found |= isOf(pattern.substring(at + 2, named), c);
        at = named + 2;
        continue;
      }
      int from = skipBackslash(at);
      int to = isAt(from + 1, '-') && !isAt(from + 2, ']') ? skipBackslash(from + 2) : from;
      if (to >= pattern.length()) {
        return NO;
      }
      found |= pattern.charAt(from) <= c && c <= pattern.charAt(to);
      at = to + 1;
    }
    return at < pattern.length() && found != negated ? at + 1 : NO;
  }

  private int skipBackslash(int at) {
    return isAt(at, '\\') ? at + 1 : at;
  }

  private boolean isAt(int at, char c) {
    return at < pattern.length() && pattern.charAt(at) == c;
  }

  private static boolean isOf(String posixClass, char c) {
    if (!posixClass.matches(
        "alnum|alpha|blank|cntrl|digit|graph|lower|print|punct|space|upper|xdigit")) {
      return false;
    }
    String capital = Character.toUpperCase(posixClass.charAt(0)) + posixClass.substring(1);
    return Pattern.matches(
        "\\p{" + JAVA_NAMES.getOrDefault(posixClass, capital) + "}", String.valueOf(c));
  }
}
