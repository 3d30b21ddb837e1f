package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into rows, between words where it can. */
final class Wrap {
  private Wrap() {}

  /**
   * Each row takes at most {@code columns}, of which there is at least one; an empty line is one.
   */
  static List<String> words(String text, int columns) {
    List<String> rows = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      line(line, Math.max(2, columns), rows);
    }
    return rows;
  }

  private static void line(String line, int columns, List<String> rows) {
    int from = 0;
    int end = DisplayWidth.end(line, from, columns);
    while (end < line.length()) {
      int space = end;
      while (space > from && line.charAt(space) != ' ') {
        space--;
      }
      boolean indentOnly = line.substring(from, space).isBlank();
      int to = indentOnly ? end : space;
      rows.add(line.substring(from, to).stripTrailing());
      from = line.charAt(to) == ' ' ? to + 1 : to;
      end = DisplayWidth.end(line, from, columns);
    }
    rows.add(line.substring(from));
  }
}
