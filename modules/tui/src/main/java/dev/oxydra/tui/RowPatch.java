package dev.oxydra.tui;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What makes one row of another: new cells from some column on, and whether what was there is
 * erased up to the row's end.
 */
record RowPatch(int column, List<Cell> cells, boolean erase) {
  private static final String ERASE_TO_END = "\u001b[K";

  RowPatch {
    cells = List.copyOf(cells);
  }

  /** Without what both begin with, and what both end with at the same place. */
  static RowPatch of(List<Cell> before, List<Cell> after) {
    int from = commonStart(before, after);
    List<Cell> old = before.subList(from, before.size());
    List<Cell> now = after.subList(from, after.size());
    boolean certain = isCertain(old) && isCertain(now);
    int kept = certain && width(old) == width(now) ? commonEnd(old, now) : 0;
    return new RowPatch(
        width(after.subList(0, from)),
        now.subList(0, now.size() - kept),
        width(old) > width(now) || !certain);
  }

  /** How many cells are the same and in columns that are certain, with the one after them. */
  private static int commonStart(List<Cell> before, List<Cell> after) {
    int most = Math.min(before.size(), after.size());
    int same = 0;
    while (same < most
        && before.get(same).equals(after.get(same))
        && before.get(same).isCertain()) {
      same++;
    }
    // A mark of no width sits on the cell before it: they are written together.
    boolean joined = isMark(before, same) || isMark(after, same);
    return joined ? Math.max(0, same - 1) : same;
  }

  private static boolean isMark(List<Cell> cells, int index) {
    return index < cells.size() && cells.get(index).width() == 0;
  }

  private static int commonEnd(List<Cell> old, List<Cell> now) {
    int most = Math.min(old.size(), now.size());
    int same = 0;
    while (same < most && old.get(old.size() - 1 - same).equals(now.get(now.size() - 1 - same))) {
      same++;
    }
    return same;
  }

  private static boolean isCertain(List<Cell> cells) {
    return cells.stream().allMatch(Cell::isCertain);
  }

  private static int width(List<Cell> cells) {
    return cells.stream().mapToInt(Cell::width).sum();
  }

  /**
   * Appends what the terminal is to be sent. It leaves plain text behind, since what is erased
   * takes the colours of then.
   *
   * @param row from 0
   */
  void write(StringBuilder out, int row, Theme theme) {
    if (cells.isEmpty() && !erase) {
      return;
    }
    Painter.move(out, row, column);
    // First: a character in the last column leaves the cursor on it.
    out.append(erase ? ERASE_TO_END : "");
    String shown = "";
    String link = null;
    for (Cell cell : cells) {
      if (!Objects.equals(link, cell.link())) {
        link = cell.link();
        lead(out, link);
      }
      String sgr = theme.sgr(cell.style());
      if (!sgr.equals(shown)) {
        out.append("\u001b[").append(shown.isEmpty() || sgr.isEmpty() ? "" : "0;").append(sgr);
        out.append('m');
        shown = sgr;
      }
      out.append(cell.cluster());
    }
    if (link != null) {
      lead(out, null);
    }
    out.append(shown.isEmpty() ? "" : "\u001b[m");
  }

  /** What follows leads to an address (OSC 8), or nowhere. */
  private static void lead(StringBuilder out, @Nullable String link) {
    out.append("\u001b]8;;").append(link == null ? "" : link).append("\u001b\\");
  }
}
