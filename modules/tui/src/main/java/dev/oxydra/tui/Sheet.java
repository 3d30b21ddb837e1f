package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.util.ArrayList;
import java.util.List;

/**
 * Text to be read, over the conversation.
 *
 * @param title of one line
 * @param text its lines, which are wrapped when they are shown
 * @param left how wide the first piece of each line is, beside which the others are wrapped; 0 for
 *     lines that are wrapped as a whole
 * @param top the first row that is seen, from 0; more than there is for the end
 */
record Sheet(String title, List<Line> text, int left, int top) implements Panel {
  Sheet {
    text = List.copyOf(text);
  }

  static Sheet of(String title, List<Line> text) {
    return new Sheet(title, text, 0, 0);
  }

  static Sheet of(String title, String text) {
    return of(title, text.lines().map(line -> Line.of(Style.PLAIN, line)).toList());
  }

  Sheet at(int row) {
    return new Sheet(title, text, left, Math.max(0, row));
  }

  List<Line> rows(int columns) {
    List<Line> rows = new ArrayList<>();
    for (Line line : text) {
      rows.addAll(
          left == 0 ? SpanWrap.words(line.spans(), columns - 1) : beside(line, columns - 1));
    }
    return rows;
  }

  /** In a narrow window the first piece gets half of it. */
  private List<Line> beside(Line line, int columns) {
    int width = Math.clamp(columns / 2, 1, left);
    List<Line> heads = SpanWrap.words(line.spans().subList(0, 1), width - 1);
    List<Line> tails =
        SpanWrap.words(line.spans().subList(1, line.spans().size()), Math.max(1, columns - width));
    List<Line> rows = new ArrayList<>();
    for (int i = 0; i < Math.max(heads.size(), tails.size()); i++) {
      Line head = i < heads.size() ? heads.get(i) : Line.BLANK;
      List<Span> spans = new ArrayList<>(head.spans());
      spans.add(new Span(Style.PLAIN, " ".repeat(width - DisplayWidth.of(head.text()))));
      spans.addAll(i < tails.size() ? tails.get(i).spans() : List.of());
      rows.add(new Line(spans));
    }
    return rows;
  }
}
