package dev.oxydra.tui;

import dev.oxydra.tui.Line.Style;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A screen as rows: messages, a rule, the input, the status line. */
final class Renderer {
  private static final int MAX_INPUT_ROWS = 8;
  private static final String PROMPT = "› ";

  /** Rows of the bottom that are not input: the rule and the status line. */
  private static final int FIXED = 2;

  /** A drawn screen, and how far the pane can be scrolled and is. */
  record Drawn(Frame frame, int scroll) {}

  private Renderer() {}

  /**
   * @param columns of the terminal
   * @param rows of the terminal
   */
  static Drawn draw(Screen screen, int columns, int rows, Instant now) {
    InputBox input = InputBox.of(screen.editor().draft(), columns, inputRows(rows));
    int height = Math.max(0, rows - FIXED - input.rows().size());
    List<Line> pane = new ArrayList<>();
    int scroll = pane(screen, columns, height, pane);
    pane.add(rule(screen, scroll, columns));
    for (int i = 0; i < input.rows().size(); i++) {
      pane.add(Line.of(Style.PERSON, i == 0 ? PROMPT : "  ", Style.PLAIN, input.rows().get(i)));
    }
    pane.add(StatusLine.of(screen, now, columns));
    List<Line> shown = pane.subList(Math.max(0, pane.size() - rows), pane.size());
    int column = Math.min(columns - 1, PROMPT.length() + input.column());
    int row = Math.max(0, shown.size() - 1 - input.rows().size() + input.row());
    return new Drawn(new Frame(shown, column, row), scroll);
  }

  private static int inputRows(int rows) {
    return Math.clamp(rows - FIXED - 1, 1, MAX_INPUT_ROWS);
  }

  /** Adds {@code height} rows; returns how far above the bottom they are. */
  private static int pane(Screen screen, int columns, int height, List<Line> rows) {
    List<Line> upwards = new ArrayList<>();
    List<Entry> entries = entries(screen);
    int wanted = height + screen.scroll();
    for (int i = entries.size() - 1; i >= 0 && upwards.size() < wanted; i--) {
      upwards.addAll(EntryLines.of(entries.get(i), columns).reversed());
      if (EntryLines.apart(i == 0 ? null : entries.get(i - 1), entries.get(i))) {
        upwards.add(Line.BLANK);
      }
    }
    int scroll = Math.clamp(upwards.size() - height, 0, screen.scroll());
    List<Line> visible = upwards.subList(scroll, Math.min(upwards.size(), scroll + height));
    rows.addAll(visible.reversed());
    rows.addAll(Collections.nCopies(height - visible.size(), Line.BLANK));
    return scroll;
  }

  private static List<Entry> entries(Screen screen) {
    Pending pending = screen.pending();
    if (pending == null) {
      return screen.conversation().entries();
    }
    List<Entry> entries = new ArrayList<>(screen.conversation().entries());
    entries.add(new Entry.User(pending.frame().prompt()));
    return entries;
  }

  private static Line rule(Screen screen, int scroll, int columns) {
    String said = screen.hint();
    if (said.isEmpty() && scroll > 0) {
      said = "%d more below, PageDown".formatted(scroll);
    }
    if (said.isEmpty()) {
      return Line.of(Style.QUIET, "─".repeat(columns));
    }
    String text = DisplayWidth.shorten(said, columns - 4);
    String rest = "─".repeat(Math.max(0, columns - DisplayWidth.of(text) - 3));
    return new Line(
        List.of(
            new Line.Span(Style.QUIET, "─ "),
            new Line.Span(screen.hint().isEmpty() ? Style.QUIET : Style.WARNING, text),
            new Line.Span(Style.QUIET, " " + rest)));
  }
}
