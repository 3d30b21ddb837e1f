package dev.oxydra.tui;

import dev.oxydra.tui.Line.Style;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one entry of the message pane. */
final class EntryLines {
  private static final int MARGIN = 2;

  /** More than a line shows. */
  private static final int THOUGHT = 400;

  private EntryLines() {}

  static List<Line> of(Entry entry, int columns) {
    return switch (entry) {
      case Entry.User said -> marked("› ", Style.PERSON, Style.STRONG, said.text(), columns);
      case Entry.Assistant said -> indented(Markdown.rows(said.text(), room(columns)));
      case Entry.Tool tool -> ToolLines.of(tool, columns);
      case Entry.Reasoning thought -> reasoning(thought, columns);
      case Entry.Recalled recalled ->
          marked("· ", Style.QUIET, Style.QUIET, Remembered.folded(recalled), columns);
      case Entry.Notice notice -> notice(notice, columns);
    };
  }

  /** How wide an answer may be. */
  static int room(int columns) {
    return Math.max(2, columns - MARGIN - 1);
  }

  /** The rows of an answer, in their place. */
  static List<Line> indented(List<Line> answer) {
    List<Line> lines = new ArrayList<>(answer.size());
    for (Line row : answer) {
      List<Line.Span> spans = new ArrayList<>(row.spans().size() + 1);
      spans.add(new Line.Span(Style.PLAIN, " ".repeat(MARGIN)));
      spans.addAll(row.spans());
      lines.add(new Line(spans));
    }
    return lines;
  }

  /** Whether a blank row stands between the two. */
  static boolean apart(@Nullable Entry above, Entry below) {
    return above != null && !(above instanceof Entry.Tool && below instanceof Entry.Tool);
  }

  static List<Line> marked(String marker, Style mark, Style style, String text, int columns) {
    List<Line> lines = new ArrayList<>();
    for (String row : Wrap.words(PlainText.of(text), room(columns))) {
      lines.add(Line.of(mark, lines.isEmpty() ? marker : " ".repeat(MARGIN), style, row));
    }
    return lines;
  }

  private static List<Line> notice(Entry.Notice notice, int columns) {
    return switch (notice.level()) {
      case INFO -> marked("· ", Style.QUIET, Style.QUIET, notice.text(), columns);
      case WARNING -> marked("! ", Style.WARNING, Style.WARNING, notice.text(), columns);
      case ERROR -> marked("✗ ", Style.ERROR, Style.ERROR, notice.text(), columns);
    };
  }

  /** One line, or all of it. */
  private static List<Line> reasoning(Entry.Reasoning thought, int columns) {
    String text = thought.text().strip();
    return thought.open()
        ? marked("· ", Style.QUIET, Style.QUIET, text, columns)
        : List.of(
            Line.of(
                Style.QUIET,
                "· " + DisplayWidth.shorten("thought: " + start(text), room(columns))));
  }

  private static String start(String text) {
    return PlainText.line(text.substring(0, Math.min(text.length(), THOUGHT)));
  }
}
