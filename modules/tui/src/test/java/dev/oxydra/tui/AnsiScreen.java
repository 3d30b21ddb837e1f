package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A screen that understands what the painter writes, and nothing else. */
final class AnsiScreen {
  private static final Pattern PIECE =
      Pattern.compile(
          "\u001b\\[(\\??)([0-9;]*)([A-Za-z])|([^\u001b]+)|\u001b\\]8;;[^\u001b]*\u001b\\\\");

  /** What has the second half of a wide character. */
  private static final String HALF = "";

  private final int columns;
  private final List<String[]> cells = new ArrayList<>();
  private final List<String[]> styles = new ArrayList<>();
  private int row;
  private int column;
  private int bottom;
  private String style = "";

  AnsiScreen(int columns, int rows) {
    this.columns = columns;
    this.bottom = rows;
    for (int i = 0; i < rows; i++) {
      cells.add(new String[columns]);
      styles.add(new String[columns]);
    }
    clear();
  }

  void write(String bytes) {
    Matcher piece = PIECE.matcher(bytes);
    int end = 0;
    while (piece.lookingAt()) {
      if (piece.group(4) != null) {
        DisplayWidth.clusters(piece.group(4)).forEach(this::put);
      } else if (piece.group(3) != null && piece.group(1).isEmpty()) {
        control(piece.group(2), piece.group(3).charAt(0));
      }
      end = piece.end();
      piece.region(end, bytes.length());
    }
    if (end != bytes.length()) {
      throw new IllegalArgumentException("Not understood: " + bytes.substring(end));
    }
  }

  private void control(String parameters, char end) {
    switch (end) {
      case 'H' -> {
        String[] place = parameters.split(";", -1);
        row = Integer.parseInt(place[0]) - 1;
        column = place.length > 1 ? Integer.parseInt(place[1]) - 1 : 0;
      }
      case 'J' -> clear();
      case 'K' -> erase(row, column);
      case 'r' ->
          bottom = parameters.isEmpty() ? cells.size() : Integer.parseInt(parameters.substring(2));
      case 'S' -> scroll(Integer.parseInt(parameters));
      case 'm' -> style = parameters.startsWith("0;") ? parameters.substring(2) : parameters;
      default -> throw new IllegalArgumentException("CSI " + parameters + end);
    }
  }

  /** The rows down to the bottom of what scrolls. */
  private void scroll(int by) {
    for (int i = 0; i < by; i++) {
      cells.add(bottom - 1, cells.remove(0));
      styles.add(bottom - 1, styles.remove(0));
      erase(bottom - 1, 0);
    }
  }

  private void clear() {
    for (int i = 0; i < cells.size(); i++) {
      erase(i, 0);
    }
  }

  private void erase(int of, int from) {
    Arrays.fill(cells.get(of), from, columns, " ");
    Arrays.fill(styles.get(of), from, columns, "");
  }

  private void put(String cluster) {
    int width = DisplayWidth.ofCluster(cluster);
    if (width == 0) {
      cells.get(row)[column - 1] += cluster;
      return;
    }
    set(column, cluster);
    for (int i = 1; i < width; i++) {
      set(column + i, HALF);
    }
    column += width;
  }

  private void set(int at, String text) {
    if (at + 1 < columns && cells.get(row)[at + 1].equals(HALF) && !text.equals(HALF)) {
      cells.get(row)[at + 1] = "?"; // The other half of what was overwritten.
    }
    cells.get(row)[at] = text;
    styles.get(row)[at] = style;
  }

  /** The rows, without the blanks at their ends. */
  String text() {
    StringBuilder text = new StringBuilder();
    cells.forEach(line -> text.append(String.join("", line).stripTrailing()).append('\n'));
    return text.toString();
  }

  /** The rows, with their colours, as a terminal would be told them again. */
  String ansi() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      StringBuilder line = new StringBuilder();
      String shown = "";
      for (int j = 0; j < columns; j++) {
        if (!styles.get(i)[j].equals(shown)) {
          shown = styles.get(i)[j];
          line.append(shown.isEmpty() ? "\u001b[0m" : "\u001b[0;" + shown + "m");
        }
        line.append(cells.get(i)[j]);
      }
      all.append(line.toString().stripTrailing()).append(shown.isEmpty() ? "" : "\u001b[0m");
      all.append('\n');
    }
    return all.toString();
  }

  /** What is in every cell, with its attributes. */
  String cells() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      for (int j = 0; j < columns; j++) {
        all.append(cells.get(i)[j]).append('<').append(styles.get(i)[j]).append('>');
      }
      all.append('\n');
    }
    return all + " " + row + " " + column;
  }
}
