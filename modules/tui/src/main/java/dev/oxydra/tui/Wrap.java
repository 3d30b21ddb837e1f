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
    String rest = line;
    while (DisplayWidth.of(rest) > columns) {
      String head = DisplayWidth.fit(rest, columns);
      int space = head.lastIndexOf(' ');
      boolean clean = rest.charAt(head.length()) == ' ';
      boolean indentOnly = space < 0 || head.substring(0, space).isBlank();
      if (!clean && !indentOnly) {
        head = head.substring(0, space);
      }
      rows.add(head.stripTrailing());
      rest = rest.substring(head.length());
      if (rest.startsWith(" ")) {
        rest = rest.substring(1);
      }
    }
    rows.add(rest);
  }
}
