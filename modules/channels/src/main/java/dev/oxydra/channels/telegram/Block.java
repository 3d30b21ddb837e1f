package dev.oxydra.channels.telegram;

import java.util.ArrayList;
import java.util.List;

/**
 * A paragraph, a heading, a list item's text, code or a table, out of what it is nested in.
 *
 * @param quote the number of the quote that it is in, 0 if none
 * @param fence what a code block is fenced by in Markdown; empty for all else
 * @param language of code, empty if unknown
 * @param gap the line feeds between it and the block before
 * @param source where in the Markdown it begins
 */
record Block(
    Kind kind, int quote, String fence, String language, String gap, List<Run> runs, int source) {
  enum Kind {
    TEXT,
    HEADING,
    PREFORMATTED
  }

  Block {
    runs = List.copyOf(runs);
  }

  /** UTF-16 units that are visible. */
  int length() {
    return runs.stream().mapToInt(run -> run.text().length()).sum();
  }

  String text() {
    StringBuilder text = new StringBuilder();
    runs.forEach(run -> text.append(run.text()));
    return text.toString();
  }

  boolean isBlank() {
    return runs.stream().allMatch(run -> PlainText.isBlank(run.text()));
  }

  /** The first {@code length} units of it. */
  Block head(int length) {
    List<Run> first = new ArrayList<>();
    int left = length;
    for (Run run : runs) {
      if (left <= 0) {
        break;
      }
      first.add(run.text().length() <= left ? run : run.head(left));
      left -= run.text().length();
    }
    return new Block(kind, quote, fence, language, gap, first, source);
  }

  /** The rest after {@code length} units. */
  Block tail(int length) {
    List<Run> rest = new ArrayList<>();
    int passed = length;
    for (Run run : runs) {
      int size = run.text().length();
      if (passed < size) {
        rest.add(passed > 0 ? run.tail(passed) : run);
      }
      passed = Math.max(0, passed - size);
    }
    int from = rest.isEmpty() ? source : rest.getFirst().source();
    return new Block(kind, quote, fence, language, gap, rest, from);
  }
}
