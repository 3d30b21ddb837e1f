package dev.oxydra.tui;

import com.googlecode.lanterna.SGR;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows that changed. Rows are written whole, without Lanterna's cells: those take emoji
 * and combining marks for another width than terminals do.
 */
final class Painter {
  private final Terminal terminal;
  private @Nullable Frame painted;
  private int width;

  Painter(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The next frame is painted whole. */
  void forget() {
    painted = null;
  }

  void paint(Frame frame, int columns) throws IOException {
    Frame before = painted;
    boolean whole =
        before == null || columns != width || before.lines().size() != frame.lines().size();
    if (whole) {
      terminal.clearScreen();
    }
    if (frame.equals(before) && !whole) {
      return;
    }
    terminal.setCursorVisible(false);
    for (int row = 0; row < frame.lines().size(); row++) {
      Line line = frame.lines().get(row);
      if (whole || before == null || !line.equals(before.lines().get(row))) {
        row(row, line.spans(), columns);
      }
    }
    terminal.setCursorPosition(frame.column(), frame.row());
    terminal.setCursorVisible(true);
    terminal.flush();
    painted = frame;
    width = columns;
  }

  private void row(int row, List<Line.Span> spans, int columns) throws IOException {
    terminal.setCursorPosition(0, row);
    int room = columns;
    for (Line.Span span : spans) {
      String text = DisplayWidth.fit(span.text(), room);
      room -= DisplayWidth.of(text);
      style(span.style());
      terminal.putString(text);
      terminal.resetColorAndSGR();
    }
    terminal.putString(" ".repeat(room));
  }

  private void style(Line.Style style) throws IOException {
    switch (style) {
      case PLAIN -> {}
      case EMPHASIS -> terminal.enableSGR(SGR.ITALIC);
      case LINK -> terminal.enableSGR(SGR.UNDERLINE);
      case CODE, NUMBER -> terminal.setForegroundColor(TextColor.ANSI.CYAN);
      case KEYWORD -> terminal.setForegroundColor(TextColor.ANSI.MAGENTA);
      case STRONG, HEADING -> terminal.enableSGR(SGR.BOLD);
      case QUIET, QUOTE, COMMENT -> terminal.setForegroundColor(TextColor.ANSI.BLACK_BRIGHT);
      case PERSON -> {
        terminal.enableSGR(SGR.BOLD);
        terminal.setForegroundColor(TextColor.ANSI.CYAN);
      }
      case GOOD, STRING, ADDED -> terminal.setForegroundColor(TextColor.ANSI.GREEN);
      case WARNING -> terminal.setForegroundColor(TextColor.ANSI.YELLOW);
      case ERROR, REMOVED -> terminal.setForegroundColor(TextColor.ANSI.RED);
    }
  }
}
