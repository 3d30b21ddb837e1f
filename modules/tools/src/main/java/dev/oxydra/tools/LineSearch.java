package dev.oxydra.tools;

import dev.oxydra.types.ToolException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Searches the lines of texts for a regular expression; for one thread. */
final class LineSearch {
  /** How much of a long line is searched. */
  private static final int MAX_LINE = 10_000;

  private static final int MAX_SHOWN = 500;
  private static final int CHECKED_AFTER = 1 << 16;

  private final Matcher matcher;
  private final String literal;
  private final SearchBudget budget;
  private int steps;

  /**
   * A search.
   *
   * @param literal what every match contains; empty if nothing is known
   */
  LineSearch(Pattern pattern, String literal, SearchBudget budget) {
    this.matcher = pattern.matcher("");
    this.literal = literal;
    this.budget = budget;
  }

  /** Up to so many lines that match, each as its number, a colon, a space and its text. */
  List<String> find(String text, int max) {
    if (!text.contains(literal)) {
      return List.of();
    }
    String lines = text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    try {
      return findInLines(lines, max);
    } catch (StackOverflowError e) {
      throw new ToolException("/regex: too complex for a line of the files", e);
    }
  }

  private List<String> findInLines(String text, int max) {
    List<String> found = new ArrayList<>();
    matcher.reset(new Counted(text));
    int number = 1;
    int start = 0;
    int wanted = text.indexOf(literal);
    while (start < text.length() && wanted >= 0 && found.size() < max) {
      int end = lineEnd(text, start);
      if (end >= wanted) {
        if (matcher.region(start, Math.min(end, start + MAX_LINE)).find()) {
          found.add(number + ": " + shown(text, start, end));
        }
        wanted = text.indexOf(literal, end);
      }
      start = end + 1;
      number++;
    }
    return found;
  }

  private static int lineEnd(String text, int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end;
  }

  private static String shown(String text, int start, int end) {
    return end - start <= MAX_SHOWN
        ? text.substring(start, end)
        : text.substring(start, start + MAX_SHOWN) + "…";
  }

  private void count() {
    if (++steps == CHECKED_AFTER) {
      steps = 0;
      budget.spend(CHECKED_AFTER);
    }
  }

  /** A text that counts how often it is looked at. */
  private final class Counted implements CharSequence {
    private final String text;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      count();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
