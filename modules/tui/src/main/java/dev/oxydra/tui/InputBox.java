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

  InputBox {
    rows = List.copyOf(rows);
  }

  static InputBox of(Draft draft, int columns, int maxRows) {
    int width = Math.max(2, columns - MARGIN);
    List<String> rows = new ArrayList<>();
    int row = 0;
    int column = 0;
    int from = 0;
    boolean more = true;
    while (more) {
      int end = rowEnd(draft.text(), from, width);
      if (draft.cursor() >= from) {
        row = rows.size();
        column = DisplayWidth.of(draft.text().substring(from, Math.min(end, draft.cursor())));
      }
      rows.add(draft.text().substring(from, end));
      more = end < draft.text().length();
      from = more && draft.text().charAt(end) == '\n' ? end + 1 : end;
    }
    return new InputBox(rows, column, row).around(maxRows);
  }

  private static int rowEnd(String text, int from, int width) {
    int end = DisplayWidth.end(text, from, width);
    // A line break takes no column: it may be the one after.
    int line = text.indexOf('\n', from, Math.min(text.length(), end + 1));
    return line < 0 ? end : line;
  }

  /** As many rows as there is room for, with the cursor's among them. */
  private InputBox around(int maxRows) {
    int from = Math.clamp(row - maxRows + 1, 0, Math.max(0, rows.size() - 1));
    int to = Math.min(rows.size(), from + maxRows);
    return new InputBox(rows.subList(from, to), column, row - from);
  }
}
