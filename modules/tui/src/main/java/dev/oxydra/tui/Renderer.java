package dev.oxydra.tui;

import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.ClientFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A screen as rows: messages, a rule, the input, the status line. */
final class Renderer {
  private static final int MAX_INPUT_ROWS = 8;
  private static final String PROMPT = "› ";

  /** Rows of the bottom that are not input: the rule and the status line. */
  private static final int FIXED = 2;

  /** In less than this nothing can be read or written. */
  private static final int LEAST_COLUMNS = 20;

  private static final int LEAST_ROWS = 5;
  private static final String TOO_SMALL = "This window is too small. Make it larger.";

  private final Pane pane = new Pane();

  /**
   * A drawn screen.
   *
   * @param screen scrolled to what is seen: no further down than there is something
   */
  record Drawn(Frame frame, Screen screen) {}

  /**
   * @param columns of the terminal
   * @param rows of the terminal
   */
  Drawn draw(Screen screen, int columns, int rows, Instant now) {
    return columns < LEAST_COLUMNS || rows < LEAST_ROWS
        ? new Drawn(tooSmall(columns, rows), screen)
        : drawn(screen, columns, rows, now);
  }

  private static Frame tooSmall(int columns, int rows) {
    List<Line> lines = new ArrayList<>();
    for (String row : Wrap.words(TOO_SMALL, columns)) {
      lines.add(Line.of(Style.WARNING, row));
    }
    lines.addAll(Collections.nCopies(Math.max(0, rows - lines.size()), Line.BLANK));
    return new Frame(lines.subList(0, rows), 0, 0);
  }

  private Drawn drawn(Screen screen, int columns, int rows, Instant now) {
    InputBox input = InputBox.of(screen.editor().draft(), columns, inputRows(rows));
    List<Line> above = AboveInput.of(screen, now, columns, rows / 3);
    int height = Math.max(0, rows - FIXED - above.size() - input.rows().size());
    List<Entry> entries = entries(screen);
    List<Line> messages = pane.rows(entries, columns);
    Scroll scroll = scroll(screen).within(messages.size(), height);
    int end = Math.min(messages.size(), scroll.top() + height);
    PanelLines.Shown panel = panel(screen, columns, height);
    List<Line> over = over(screen, panel, columns, height);
    List<Line> lines = new ArrayList<>(over == null ? messages.subList(scroll.top(), end) : over);
    lines.addAll(Collections.nCopies(height - lines.size(), Line.BLANK));
    lines.addAll(above);
    lines.add(rule(screen.hint(), legend(screen, messages.size() - end), columns));
    for (int i = 0; i < input.rows().size(); i++) {
      lines.add(Line.of(Style.PERSON, i == 0 ? PROMPT : "  ", Style.PLAIN, input.rows().get(i)));
    }
    lines.add(StatusLine.of(screen, now, columns));
    List<Line> shown = lines.subList(Math.max(0, lines.size() - rows), lines.size());
    int column = Math.min(columns - 1, PROMPT.length() + input.column());
    int row = Math.max(0, shown.size() - 1 - input.rows().size() + input.row());
    Screen seen = screen.with(scroll);
    return new Drawn(
        new Frame(shown, column, row), panel == null ? seen : seen.showing(panel.panel()));
  }

  /** What lies over the messages; null for nothing. */
  private static @Nullable List<Line> over(
      Screen screen, PanelLines.@Nullable Shown panel, int columns, int height) {
    Overlay overlay = screen.memory().overlay();
    if (overlay != null) {
      return OverlayLines.of(overlay, screen.memory().names(), columns, height);
    }
    return panel == null ? null : panel.lines();
  }

  private static PanelLines.@Nullable Shown panel(Screen screen, int columns, int height) {
    Panel panel = screen.overview().panel();
    return panel == null ? null : PanelLines.of(screen, panel, columns, height);
  }

  private static String legend(Screen screen, int below) {
    Overlay overlay = screen.memory().overlay();
    if (overlay != null) {
      return OverlayLines.legend(overlay);
    }
    Panel panel = screen.overview().panel();
    return panel == null ? below(below) : PanelLines.legend(panel);
  }

  private static int inputRows(int rows) {
    return Math.clamp(rows - FIXED - 1, 1, MAX_INPUT_ROWS);
  }

  private static List<Entry> entries(Screen screen) {
    Conversation conversation = screen.conversation();
    for (ClientFrame.SendTurn pending : screen.conversation().turns().pending()) {
      conversation = conversation.add(new Entry.User(pending.prompt(), 0));
    }
    return conversation.entries();
  }

  private Scroll scroll(Screen screen) {
    Scroll wanted = screen.scroll();
    return wanted.to() == 0 ? wanted : wanted.at(pane.row(wanted.to()));
  }

  /**
   * How much there is further down.
   *
   * @param rows of messages
   */
  private static String below(int rows) {
    return rows > 0 ? "%d more below, PageDown".formatted(rows) : "";
  }

  /**
   * Between messages and input, with a hint.
   *
   * @param legend what is said without a hint, empty for nothing
   */
  private static Line rule(String hint, String legend, int columns) {
    String said = hint.isEmpty() ? legend : hint;
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
