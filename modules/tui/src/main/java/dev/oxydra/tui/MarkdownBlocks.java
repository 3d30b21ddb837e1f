package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.ThematicBreak;
import org.jspecify.annotations.Nullable;

/** The rows of Markdown's blocks. */
final class MarkdownBlocks {
  /** Where there are fewer left, what is nested is not indented any more. */
  private static final int NARROWEST = 8;

  private MarkdownBlocks() {}

  /**
   * The rows of the blocks from one to another, that one not included, with a blank row between.
   */
  static List<Line> between(@Nullable Node first, @Nullable Node end, int columns) {
    List<Line> rows = new ArrayList<>();
    for (Node block = first; block != null && !block.equals(end); block = block.getNext()) {
      append(rows, of(block, columns));
    }
    return rows;
  }

  /** Adds rows, after a blank one if there are some before. */
  static void append(List<Line> rows, List<Line> more) {
    if (!rows.isEmpty() && !more.isEmpty()) {
      rows.add(Line.BLANK);
    }
    rows.addAll(more);
  }

  /** The rows of all blocks inside of one. */
  static List<Line> inside(Node parent, boolean tight, int columns) {
    if (!tight) {
      return between(parent.getFirstChild(), null, columns);
    }
    List<Line> rows = new ArrayList<>();
    for (Node block = parent.getFirstChild(); block != null; block = block.getNext()) {
      rows.addAll(of(block, columns));
    }
    return rows;
  }

  /** After a marker, with all rows but the first one indented by as much. */
  static List<Line> indented(Span first, Span rest, int columns, IntFunction<List<Line>> inner) {
    int width = DisplayWidth.of(first.text());
    if (columns - width < NARROWEST) {
      return inner.apply(columns);
    }
    List<Line> inside = inner.apply(columns - width);
    List<Line> rows = new ArrayList<>(inside.size());
    for (Line row : inside.isEmpty() ? List.of(Line.BLANK) : inside) {
      rows.add(after(rows.isEmpty() ? first : rest, row));
    }
    return rows;
  }

  private static Line after(Span prefix, Line row) {
    if (row.spans().isEmpty() && prefix.text().isBlank()) {
      return row;
    }
    List<Span> spans = new ArrayList<>(row.spans().size() + 1);
    spans.add(prefix);
    spans.addAll(row.spans());
    return new Line(spans);
  }

  private static List<Line> of(Node block, int columns) {
    return switch (block) {
      case Paragraph paragraph -> SpanWrap.words(MarkdownSpans.of(paragraph, Style.PLAIN), columns);
      case Heading heading -> heading(heading, columns);
      case ListBlock list -> MarkdownList.of(list, columns);
      case BlockQuote quote -> quote(quote, columns);
      case FencedCodeBlock code -> MarkdownCode.of(code.getInfo(), code.getLiteral(), columns);
      case IndentedCodeBlock code -> MarkdownCode.of("", code.getLiteral(), columns);
      case HtmlBlock html -> html(html, columns);
      case ThematicBreak rule -> List.of(Line.of(Style.QUIET, "─".repeat(columns)));
      case TableBlock table -> MarkdownTable.of(table, columns);
      case LinkReferenceDefinition definition -> List.of();
      default -> inside(block, false, columns);
    };
  }

  /** The two highest levels are underlined, the others have their marks before them. */
  private static List<Line> heading(Heading heading, int columns) {
    List<Span> spans = MarkdownSpans.of(heading, Style.HEADING);
    if (heading.getLevel() > 2) {
      List<Span> marked = new ArrayList<>(spans);
      marked.addFirst(new Span(Style.HEADING, "#".repeat(heading.getLevel()) + " "));
      return SpanWrap.words(marked, columns);
    }
    List<Line> rows = new ArrayList<>(SpanWrap.words(spans, columns));
    int width = rows.stream().mapToInt(row -> DisplayWidth.of(row.text())).max().orElse(0);
    String stroke = heading.getLevel() == 1 ? "═" : "─";
    rows.add(Line.of(Style.HEADING, stroke.repeat(Math.clamp(width, 1, columns))));
    return rows;
  }

  private static List<Line> quote(BlockQuote quote, int columns) {
    Span bar = new Span(Style.QUOTE, "│ ");
    return indented(bar, bar, columns, room -> inside(quote, false, room));
  }

  private static List<Line> html(HtmlBlock html, int columns) {
    return SpanWrap.words(
        List.of(new Span(Style.PLAIN, PlainText.of(html.getLiteral().stripTrailing()))), columns);
  }
}
