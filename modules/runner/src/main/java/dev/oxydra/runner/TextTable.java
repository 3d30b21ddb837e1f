package dev.oxydra.runner;

import java.io.PrintWriter;
import java.util.List;

/** Prints rows with their cells below each other. */
final class TextTable {
  private static final String GAP = "  ";

  private TextTable() {}

  /**
   * @param rows as many cells each
   */
  static void print(PrintWriter out, List<List<String>> rows) {
    int[] widths = new int[rows.isEmpty() ? 0 : rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    rows.forEach(row -> out.println(line(row, widths)));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = row.get(column);
      line.append(cell).repeat(' ', widths[column] - cell.length()).append(GAP);
    }
    return line.toString().stripTrailing();
  }
}
