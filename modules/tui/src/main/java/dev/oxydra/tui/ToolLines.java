package dev.oxydra.tui;

import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.ToolResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a tool call. */
final class ToolLines {
  private static final String INDENT = "    ";

  /** What is shown of the output of a call that runs. */
  private static final int TAIL = 3;

  /** What is shown at most of one part of an open call. */
  private static final int MOST = 200;

  private ToolLines() {}

  static List<Line> of(Entry.Tool tool, int columns) {
    List<Line> lines = new ArrayList<>();
    lines.add(card(tool, columns));
    Entry.Details details = tool.details();
    if (details.open()) {
      lines.addAll(part(details.arguments(), Style.QUIET, columns));
      lines.addAll(text(details.output() + details.result(), style(tool), columns));
    } else if (tool.outcome() == null) {
      List<Line> output = part(details.output().stripTrailing(), Style.QUIET, columns);
      lines.addAll(output.subList(Math.max(0, output.size() - TAIL), output.size()));
    } else if (!tool.result().isEmpty()) {
      String head = DisplayWidth.shorten(tool.result(), columns - 7);
      lines.add(Line.of(style(tool), "    └ " + head));
    }
    return lines;
  }

  private static Style style(Entry.Tool tool) {
    return tool.outcome() == ToolResult.Outcome.ERROR ? Style.ERROR : Style.QUIET;
  }

  private static Line card(Entry.Tool tool, int columns) {
    String ending = ending(tool);
    int room = columns - 3 - DisplayWidth.of("✓ " + tool.name() + "   " + ending);
    String arguments = DisplayWidth.shorten(tool.arguments(), Math.max(0, room));
    Style style = style(tool.outcome());
    return new Line(
        List.of(
            new Line.Span(style, "  " + sign(tool.outcome()) + " "),
            new Line.Span(Style.STRONG, tool.name()),
            new Line.Span(Style.PLAIN, (" " + arguments).stripTrailing() + "  "),
            new Line.Span(style, ending)));
  }

  /** Unified diffs have colours. */
  private static List<Line> text(String text, Style style, int columns) {
    if (!isDiff(text)) {
      return part(text, style, columns);
    }
    List<Line> lines = new ArrayList<>();
    text.lines().limit(MOST).forEach(line -> lines.addAll(part(line, diff(line), columns)));
    return capped(lines, text.lines().count() > MOST);
  }

  private static boolean isDiff(String text) {
    return text.contains("\n@@ ") || text.startsWith("@@ ");
  }

  private static Style diff(String line) {
    return switch (line.isEmpty() ? ' ' : line.charAt(0)) {
      case '+' -> Style.ADDED;
      case '-' -> Style.REMOVED;
      case '@' -> Style.COMMENT;
      default -> Style.QUIET;
    };
  }

  private static List<Line> part(String text, Style style, int columns) {
    List<Line> lines = new ArrayList<>();
    if (text.isEmpty()) {
      return lines;
    }
    for (String row : Wrap.words(PlainText.of(text), columns - INDENT.length() - 1)) {
      lines.add(Line.of(style, INDENT + row));
    }
    return capped(lines, false);
  }

  private static List<Line> capped(List<Line> lines, boolean more) {
    boolean cut = more || lines.size() > MOST;
    List<Line> shown = new ArrayList<>(lines.subList(0, Math.min(MOST, lines.size())));
    if (cut) {
      shown.add(Line.of(Style.QUIET, INDENT + "…"));
    }
    return shown;
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
