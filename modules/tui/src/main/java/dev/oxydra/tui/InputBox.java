package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.List;

/**
 * The visible part of the draft, broken at the right edge.
 *
 * @param rows at least one
 * @param column where the cursor is, in columns from 0
 * @param row where the cursor is, in {@code rows}
 */
record InputBox(List<String> rows, int column, int row) {
  private static final int MARGIN = 3;

  static InputBox of(Draft draft, int columns, int maxRows) {
    int width = Math.max(2, columns - MARGIN);
    List<String> rows = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    int used = 0;
    int at = 0;
    int row = 0;
    int column = 0;
    for (String cluster : DisplayWidth.clusters(draft.text())) {
      int wide = cluster.equals("\n") ? 0 : DisplayWidth.ofCluster(cluster);
      if (used + wide > width) {
        rows.add(current.toString());
        current.setLength(0);
        used = 0;
      }
      if (at == draft.cursor()) {
        row = rows.size();
        column = used;
      }
      if (cluster.equals("\n")) {
        rows.add(current.toString());
        current.setLength(0);
        used = 0;
      } else {
        current.append(cluster);
        used += wide;
      }
      at += cluster.length();
    }
    if (at == draft.cursor()) {
      row = rows.size();
      column = used;
    }
    rows.add(current.toString());
    int from = Math.clamp(row - maxRows + 1, 0, Math.max(0, rows.size() - 1));
    return new InputBox(
        List.copyOf(rows.subList(from, Math.min(rows.size(), from + maxRows))), column, row - from);
  }
}
