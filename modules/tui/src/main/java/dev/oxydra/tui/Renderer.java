package dev.oxydra.tui;

import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.ClientFrame;
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

  private final Pane pane = new Pane();

  /** A drawn screen, and which of the messages' rows are on it. */
  record Drawn(Frame frame, Scroll scroll) {}

  /**
   * @param columns of the terminal
   * @param rows of the terminal
   */
  Drawn draw(Screen screen, int columns, int rows, Instant now) {
    InputBox input = InputBox.of(screen.editor().draft(), columns, inputRows(rows));
    int height = Math.max(0, rows - FIXED - input.rows().size());
    List<Line> messages = pane.rows(entries(screen), columns);
    Scroll scroll = screen.scroll().within(messages.size(), height);
    int end = Math.min(messages.size(), scroll.top() + height);
    List<Line> lines = new ArrayList<>(messages.subList(scroll.top(), end));
    lines.addAll(Collections.nCopies(height - lines.size(), Line.BLANK));
    lines.add(rule(screen.hint(), messages.size() - end, columns));
    for (int i = 0; i < input.rows().size(); i++) {
      lines.add(Line.of(Style.PERSON, i == 0 ? PROMPT : "  ", Style.PLAIN, input.rows().get(i)));
    }
    lines.add(StatusLine.of(screen, now, columns));
    List<Line> shown = lines.subList(Math.max(0, lines.size() - rows), lines.size());
    int column = Math.min(columns - 1, PROMPT.length() + input.column());
    int row = Math.max(0, shown.size() - 1 - input.rows().size() + input.row());
    return new Drawn(new Frame(shown, column, row), scroll);
  }

  private static int inputRows(int rows) {
    return Math.clamp(rows - FIXED - 1, 1, MAX_INPUT_ROWS);
  }

  private static List<Entry> entries(Screen screen) {
    Conversation conversation = screen.conversation();
    ClientFrame.SendTurn pending = conversation.pending();
    return pending == null
        ? conversation.entries()
        : conversation.add(new Entry.User(pending.prompt())).entries();
  }

  /**
   * Between messages and input, with the hint, or with how much there is further down.
   *
   * @param below rows of messages
   */
  private static Line rule(String hint, int below, int columns) {
    String said = hint.isEmpty() && below > 0 ? "%d more below, PageDown".formatted(below) : hint;
    if (said.isEmpty()) {
      return Line.of(Style.QUIET, "─".repeat(columns));
    }
    String text = DisplayWidth.shorten(said, columns - 4);
    String rest = "─".repeat(Math.max(0, columns - DisplayWidth.of(text) - 3));
    return new Line(
        List.of(
            new Line.Span(Style.QUIET, "─ "),
            new Line.Span(hint.isEmpty() ? Style.QUIET : Style.WARNING, text),
            new Line.Span(Style.QUIET, " " + rest)));
  }
}
