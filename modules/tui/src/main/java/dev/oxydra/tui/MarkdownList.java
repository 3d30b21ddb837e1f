package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;

/** Lists: with bullets, numbers, or boxes that are ticked or not. */
final class MarkdownList {
  private static final String OPEN = "[ ] ";
  private static final String DONE = "[x] ";

  private MarkdownList() {}

  static List<Line> of(ListBlock list, int columns) {
    List<Line> rows = new ArrayList<>();
    int number = first(list);
    int width = list instanceof OrderedList ? digits(list, number) : 0;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext(), number++) {
      String box = box(item);
      String bullet = box == null ? "• " : box;
      String marker = width == 0 ? bullet : ordered(list, number, width) + (box == null ? "" : box);
      List<Line> own = item(item, marker, list.isTight(), columns);
      if (list.isTight()) {
        rows.addAll(own);
      } else {
        MarkdownBlocks.append(rows, own);
      }
    }
    return rows;
  }

  private static List<Line> item(Node item, String marker, boolean tight, int columns) {
    return MarkdownBlocks.indented(
        new Span(Style.QUIET, marker),
        new Span(Style.PLAIN, " ".repeat(marker.length())),
        columns,
        room -> MarkdownBlocks.inside(item, tight, room));
  }

  private static int first(ListBlock list) {
    Integer start = list instanceof OrderedList ordered ? ordered.getMarkerStartNumber() : null;
    return start == null ? 1 : start;
  }

  /** Of the last number. */
  private static int digits(ListBlock list, int first) {
    int last = first - 1;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      last++;
    }
    return String.valueOf(last).length();
  }

  private static String ordered(ListBlock list, int number, int width) {
    String delimiter = list instanceof OrderedList it ? it.getMarkerDelimiter() : null;
    String digits = String.valueOf(number);
    return " ".repeat(width - digits.length())
        + digits
        + (delimiter == null ? "." : delimiter)
        + " ";
  }

  /** The box of a task, which is taken out of its text; null for no task. */
  private static @Nullable String box(Node item) {
    if (!(item.getFirstChild() instanceof Paragraph paragraph
        && paragraph.getFirstChild() instanceof Text text)) {
      return null;
    }
    String literal = text.getLiteral();
    boolean open = literal.startsWith(OPEN);
    if (!open && !literal.startsWith(DONE) && !literal.startsWith("[X] ")) {
      return null;
    }
    text.setLiteral(literal.substring(OPEN.length()));
    return open ? OPEN : DONE;
  }
}
