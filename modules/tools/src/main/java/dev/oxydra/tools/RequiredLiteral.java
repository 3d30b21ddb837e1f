package dev.oxydra.tools;

/**
 * A text without which a regular expression can't match, as far as a look at its outermost level
 * tells: looking for the text first is much faster. A group, a set or a class ends a text;
 * alternatives, groups with flags and rarer escapes are given up on.
 */
final class RequiredLiteral {
  private static final String CLASSES = "dDwWsSbBhHvVAzZ";

  private final String regex;
  private final StringBuilder run = new StringBuilder();
  private String longest = "";
  private int at;

  private RequiredLiteral(String regex) {
    this.regex = regex;
  }

  /** The longest such text of a valid expression without flags; empty if there is none. */
  static String of(String regex) {
    RequiredLiteral literal = new RequiredLiteral(regex);
    return literal.scan() ? literal.longest : "";
  }

  private boolean scan() {
    while (at < regex.length()) {
      if (!step(regex.charAt(at++))) {
        return false;
      }
    }
    endRun();
    return true;
  }

  private boolean step(char c) {
    switch (c) {
      case '|' -> {
        return false;
      }
      case '[' -> {
        endRun();
        return skipSet();
      }
      case '(' -> {
        endRun();
        return regex.charAt(at) != '?' && skipGroup();
      }
      case '\\' -> {
        return escape(regex.charAt(at++));
      }
      case '?', '*', '{' -> {
        run.setLength(Math.max(0, run.length() - 1));
        endRun();
        at = c == '{' ? regex.indexOf('}', at) + 1 : at;
      }
      case '+', '.', '^', '$' -> endRun();
      default -> run.append(c);
    }
    return !Character.isSurrogate(c);
  }

  /** Sets in sets, and those that begin with their own end, are given up on. */
  private boolean skipSet() {
    for (int start = at; at < regex.length(); ) {
      char c = regex.charAt(at++);
      if (c == ']' && at - 1 > start) {
        return regex.charAt(at - 2) != '^' || at - 2 > start;
      }
      if (c == '[' || c == ']' || (c == '\\' && regex.charAt(at++) == 'Q')) {
        return false;
      }
    }
    return false;
  }

  private boolean skipGroup() {
    int depth = 1;
    while (depth > 0 && at < regex.length()) {
      char c = regex.charAt(at++);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if ((c == '[' && !skipSet()) || (c == '\\' && regex.charAt(at++) == 'Q')) {
        return false;
      }
    }
    return depth == 0;
  }

  private boolean escape(char c) {
    if (Character.isLetterOrDigit(c)) {
      endRun();
      return CLASSES.indexOf(c) >= 0;
    }
    run.append(c);
    return true;
  }

  private void endRun() {
    if (run.length() > longest.length()) {
      longest = run.toString();
    }
    run.setLength(0);
  }
}
