package dev.oxydra.tui;

import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of one entry of the message pane. */
final class EntryLines {
  private static final int MARGIN = 2;

  private EntryLines() {}

  static List<Line> of(Entry entry, int columns) {
    return switch (entry) {
      case Entry.User said -> marked("› ", Style.PERSON, Style.STRONG, said.text(), columns);
      case Entry.Assistant said -> indented(Markdown.rows(said.text(), room(columns)));
      case Entry.Tool tool -> tool(tool, columns);
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

  private static List<Line> tool(Entry.Tool tool, int columns) {
    String ending = ending(tool);
    int room = columns - MARGIN - 1 - DisplayWidth.of("✓ " + tool.name() + "   " + ending);
    String arguments = DisplayWidth.shorten(tool.arguments(), Math.max(0, room));
    Style style = style(tool.outcome());
    Line card =
        new Line(
            List.of(
                new Line.Span(style, "  " + sign(tool.outcome()) + " "),
                new Line.Span(Style.STRONG, tool.name()),
                new Line.Span(Style.PLAIN, (" " + arguments).stripTrailing() + "  "),
                new Line.Span(style, ending)));
    if (tool.result().isEmpty()) {
      return List.of(card);
    }
    boolean failed = tool.outcome() == ToolResult.Outcome.ERROR;
    String head = DisplayWidth.shorten(tool.result(), columns - 7);
    return List.of(card, Line.of(failed ? Style.ERROR : Style.QUIET, "    └ " + head));
  }

  private static String ending(Entry.Tool tool) {
    ToolResult.Outcome outcome = tool.outcome();
    if (outcome == null) {
      return "running";
    }
    return switch (outcome) {
      case OK -> "ok, " + Durations.millis(tool.durationMs());
      case ERROR -> "failed, " + Durations.millis(tool.durationMs());
      case CANCELLED -> "cancelled";
      case UNKNOWN -> "may or may not have happened";
    };
  }

  private static String sign(ToolResult.@Nullable Outcome outcome) {
    if (outcome == null) {
      return "…";
    }
    return switch (outcome) {
      case OK -> "✓";
      case ERROR, CANCELLED -> "✗";
      case UNKNOWN -> "?";
    };
  }

  private static Style style(ToolResult.@Nullable Outcome outcome) {
    if (outcome == null) {
      return Style.QUIET;
    }
    return switch (outcome) {
      case OK -> Style.GOOD;
      case ERROR -> Style.ERROR;
      case CANCELLED, UNKNOWN -> Style.WARNING;
    };
  }
}
