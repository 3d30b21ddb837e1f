package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.QueueFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows between messages and input: who works for the agent, what waits, what is completed, what
 * is searched for.
 */
final class AboveInput {
  private static final int CHOICES = 8;
  private static final int QUEUE = 3;
  private static final int USAGE_WIDTH = 28;

  private AboveInput() {}

  /**
   * @param most how many rows there may be
   */
  static List<Line> of(Screen screen, Instant now, int columns, int most) {
    if (screen.memory().overlay() != null) {
      return List.of();
    }
    List<Line> lines = new ArrayList<>(RunningTree.of(screen, now, columns));
    lines.addAll(queue(screen.conversation().turns().queue(), columns));
    Editor editor = screen.editor();
    lines.addAll(choices(Completions.of(editor), columns));
    String words = editor.history().query();
    if (words != null) {
      lines.addAll(found(editor.history(), words, columns));
    }
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }

  private static List<Line> queue(List<QueueFrame.Item> queue, int columns) {
    List<Line> lines = new ArrayList<>();
    for (QueueFrame.Item item : queue.subList(0, Math.min(QUEUE, queue.size()))) {
      lines.add(row(Style.QUIET, "… " + PlainText.line(item.prompt()), columns));
    }
    if (queue.size() > QUEUE) {
      lines.add(row(Style.QUIET, "  and %d more".formatted(queue.size() - QUEUE), columns));
    }
    return lines;
  }

  private static List<Line> choices(Completions list, int columns) {
    int from = Math.clamp(list.chosen() - CHOICES + 1, 0, Math.max(0, list.choices().size()));
    int to = Math.min(list.choices().size(), from + CHOICES);
    List<Line> lines = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Completions.Choice choice = list.choices().get(i);
      boolean chosen = i == list.chosen();
      String shown = (chosen ? "› " : "  ") + DisplayWidth.pad(choice.shown(), USAGE_WIDTH);
      String does = DisplayWidth.shorten(choice.does(), columns - 1 - DisplayWidth.of(shown));
      lines.add(
          new Line(
              List.of(
                  new Span(
                      chosen ? Style.PERSON : Style.PLAIN, DisplayWidth.fit(shown, columns - 1)),
                  new Span(Style.QUIET, does))));
    }
    return lines;
  }

  private static List<Line> found(History history, String words, int columns) {
    String text =
        words.isEmpty()
            ? "type what it is about"
            : history.isAtEnd() ? "nothing like that" : PlainText.line(history.shown().text());
    return List.of(
        row(Style.PERSON, "search: " + words, columns), row(Style.QUIET, "  " + text, columns));
  }

  private static Line row(Style style, String text, int columns) {
    return Line.of(style, DisplayWidth.shorten(text, columns - 1));
  }
}
