package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into rows, between words where it can. */
final class Wrap {
  private Wrap() {}

  /** What of a line is on one row. */
  record Part(int from, int to) {}

  /**
   * Each row takes at most {@code columns}, of which there is at least one; an empty line is one.
   */
  static List<String> words(String text, int columns) {
    List<String> rows = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      for (Part part : betweenWords(line, columns)) {
        rows.add(line.substring(part.from(), part.to()));
      }
    }
    return rows;
  }

  /** The rows of one line, without the spaces that it is broken at. */
  static List<Part> betweenWords(String line, int columns) {
    List<Part> parts = new ArrayList<>();
    int room = Math.max(2, columns);
    int from = 0;
    int end = DisplayWidth.end(line, from, room);
    while (end < line.length()) {
      int space = end;
      while (space > from && line.charAt(space) != ' ') {
        space--;
      }
      int to = isBlank(line, from, space) ? end : space;
      parts.add(new Part(from, stripTrailing(line, from, to)));
      from = line.charAt(to) == ' ' ? to + 1 : to;
      end = DisplayWidth.end(line, from, room);
    }
    parts.add(new Part(from, line.length()));
    return parts;
  }

  /** The rows of one line of which no character is left out. */
  static List<Part> anywhere(String line, int columns) {
    List<Part> parts = new ArrayList<>();
    int room = Math.max(2, columns);
    int from = 0;
    do {
      int end = DisplayWidth.end(line, from, room);
      parts.add(new Part(from, end));
      from = end;
    } while (from < line.length());
    return parts;
  }

  /** Whether it is an indent, or nothing. */
  private static boolean isBlank(String line, int from, int to) {
    return stripTrailing(line, from, to) == from;
  }

  private static int stripTrailing(String line, int from, int to) {
    int end = to;
    while (end > from && Character.isWhitespace(line.charAt(end - 1))) {
      end--;
    }
    return end;
  }
}
