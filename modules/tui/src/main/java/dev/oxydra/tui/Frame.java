package dev.oxydra.tui;

import java.util.List;

/**
 * A drawn screen.
 *
 * @param lines one for each row, from the top
 * @param column where the cursor is, from 0
 * @param row where the cursor is, from 0
 */
record Frame(List<Line> lines, int column, int row) {
  Frame {
    lines = List.copyOf(lines);
  }
}
