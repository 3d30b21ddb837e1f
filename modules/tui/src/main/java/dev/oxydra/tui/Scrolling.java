package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Rows at the top of the screen that have moved up: the terminal is told to scroll them (DECSTBM
 * and SU), which is less than to write them again.
 *
 * @param by how many rows, at least 1
 * @param height of the part of the screen that is scrolled
 */
record Scrolling(int by, int height) {
  static final Scrolling NONE = new Scrolling(0, 0);

  /** More at once is a jump. */
  private static final int MOST = 12;

  /** What the marks take is worth so many rows. */
  private static final int LEAST_SAVED = 3;

  /** What saves most, or {@link #NONE}. */
  static Scrolling of(List<Line> before, List<Line> now) {
    Scrolling best = NONE;
    int saved = LEAST_SAVED - 1;
    for (int by = 1; by <= Math.min(MOST, before.size() - 1); by++) {
      int moved = moved(before, now, by);
      int saves = saves(before, now, moved);
      if (saves > saved) {
        saved = saves;
        best = new Scrolling(by, moved + by);
      }
    }
    return best;
  }

  /** How many rows from the top on are those that were further down. */
  private static int moved(List<Line> before, List<Line> now, int by) {
    int moved = 0;
    while (moved + by < before.size() && now.get(moved).equals(before.get(moved + by))) {
      moved++;
    }
    return moved;
  }

  private static int saves(List<Line> before, List<Line> now, int moved) {
    int saves = 0;
    for (int i = 0; i < moved; i++) {
      saves += now.get(i).equals(before.get(i)) || now.get(i).spans().isEmpty() ? 0 : 1;
    }
    return saves;
  }

  /** What the terminal is to be sent. It leaves the cursor at the top. */
  String sequence() {
    return by == 0 ? "" : "\u001b[1;%dr\u001b[%dS\u001b[r".formatted(height, by);
  }

  /** What the screen shows after it. */
  List<Line> applied(List<Line> before) {
    if (by == 0) {
      return before;
    }
    List<Line> after = new ArrayList<>(before.subList(by, height));
    after.addAll(Collections.nCopies(by, Line.BLANK));
    after.addAll(before.subList(height, before.size()));
    return after;
  }
}
