package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to write to the terminal so that it shows a frame: control sequences (ECMA-48) and text for
 * the parts of rows that changed. It goes without Lanterna's cells: those take emoji and combining
 * marks for another width than terminals do.
 */
final class Painter {
  /**
   * The marks of a frame that is to be shown at once (synchronized output, private mode 2026). They
   * are sent unasked: a terminal ignores private modes that it doesn't know, while the question for
   * one (DECRQM) is printed by some, and an answer would come after the first frames.
   */
  private static final String BEGIN = "\u001b[?2026h";

  private static final String END = "\u001b[?2026l";

  /**
   * From how many characters on the cursor is hidden while a frame is written: less comes in one
   * piece, so that nobody sees the cursor move.
   */
  private static final int LONG = 256;

  private static final String HIDE_CURSOR = "\u001b[?25l";
  private static final String SHOW_CURSOR = "\u001b[?25h";
  private static final String CLEAR = "\u001b[2J";

  private final boolean ascii;
  private final boolean rich;
  private Theme theme;
  private @Nullable Frame painted;
  private int width;

  /**
   * @param ascii whether the terminal has no signs but those of ASCII
   * @param rich whether it takes what xterm takes: scrolling of a part of it, and what a text leads
   *     to (OSC 8)
   */
  Painter(Theme theme, boolean ascii, boolean rich) {
    this.ascii = ascii;
    this.rich = rich;
    this.theme = theme;
  }

  /** The next frame is painted whole. */
  void forget() {
    painted = null;
  }

  /** From the next frame on, which is painted whole if that makes a difference. */
  void use(Theme other) {
    if (!other.equals(theme)) {
      theme = other;
      forget();
    }
  }

  /**
   * What the terminal has to be sent to show a frame.
   *
   * @param columns of the terminal
   * @return empty when it shows the frame already
   */
  String paint(Frame frame, int columns) {
    Frame before = painted;
    boolean whole =
        before == null || columns != width || before.lines().size() != frame.lines().size();
    if (!whole && frame.equals(before)) {
      return "";
    }
    List<Line> shown =
        whole || before == null
            ? Collections.nCopies(frame.lines().size(), Line.BLANK)
            : before.lines();
    Scrolling scrolling = whole || !rich ? Scrolling.NONE : Scrolling.of(shown, frame.lines());
    shown = scrolling.applied(shown);
    StringBuilder out = new StringBuilder(whole ? CLEAR : scrolling.sequence());
    for (int row = 0; row < frame.lines().size(); row++) {
      Line old = shown.get(row);
      Line line = frame.lines().get(row);
      if (!line.equals(old)) {
        RowPatch.of(cells(old, columns), cells(line, columns)).write(out, row, theme);
      }
    }
    move(out, frame.row(), frame.column());
    painted = frame;
    width = columns;
    return out.length() < LONG ? BEGIN + out + END : BEGIN + HIDE_CURSOR + out + SHOW_CURSOR + END;
  }

  /**
   * Puts the cursor somewhere.
   *
   * @param row from 0
   * @param column from 0
   */
  static void move(StringBuilder out, int row, int column) {
    out.append("\u001b[").append(row + 1);
    if (column > 0) {
      out.append(';').append(column + 1);
    }
    out.append('H');
  }

  /** As much of a line as fits, without the blanks at its end. */
  private List<Cell> cells(Line line, int columns) {
    List<Cell> cells = new ArrayList<>();
    int room = columns;
    for (Line.Span span : line.spans()) {
      String text = DisplayWidth.fit(span.text(), room);
      room -= DisplayWidth.of(text);
      for (String cluster : DisplayWidth.clusters(text)) {
        String sign = ascii ? Glyphs.ascii(cluster) : cluster;
        cells.add(new Cell(span.style(), sign, rich ? span.link() : null));
      }
    }
    while (!cells.isEmpty() && cells.getLast().isBlank()) {
      cells.removeLast();
    }
    return cells;
  }
}
