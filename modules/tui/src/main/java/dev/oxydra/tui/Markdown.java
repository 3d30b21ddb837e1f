package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.util.List;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Answers of models as rows: CommonMark with the tables, struck text and task lists of GitHub. A
 * line break in a paragraph stays one. What would take too long or too much memory is shown as the
 * text that it is.
 */
final class Markdown {
  /** More than this is parsed in pieces, and a block that is longer is not parsed. */
  static final int MAX_PARSED = 128 * 1024;

  /** What is nested deeper is text. */
  private static final int MAX_OPEN_BLOCKS = 64;

  private static final int MAX_INLINE_NESTING = 32;

  /** The parser's time grows with the square of these. */
  private static final int MAX_BRACKETS = 16 * 1024;

  /** With those that the parser adds to rows that have fewer than the header. */
  private static final int MAX_CELLS = 100_000;

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create(), StrikethroughExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS)
          .maxOpenBlockParsers(MAX_OPEN_BLOCKS)
          .maxInlineNesting(MAX_INLINE_NESTING)
          .build();

  private Markdown() {}

  /** Of nothing but definitions there are none, though: it is shown as it is. */
  static List<Line> rows(String text, int columns) {
    if (text.length() > MAX_PARSED) {
      return new MarkdownStream(columns, rows -> rows).rows(text);
    }
    List<Line> rows = parsed(text, columns);
    return rows.isEmpty() ? plain(text, columns) : rows;
  }

  /** All of it at once, if it can be parsed. */
  static List<Line> parsed(String text, int columns) {
    return isParsable(text)
        ? MarkdownBlocks.between(parse(text).getFirstChild(), null, columns)
        : plain(text.stripTrailing(), columns);
  }

  static Node parse(String text) {
    return PARSER.parse(text);
  }

  static List<Line> plain(String text, int columns) {
    return SpanWrap.words(List.of(new Span(Style.PLAIN, PlainText.of(text))), columns);
  }

  static boolean isParsable(String text) {
    return text.length() <= MAX_PARSED
        && text.chars().filter(c -> c == '[').count() <= MAX_BRACKETS
        && cells(text) <= MAX_CELLS;
  }

  /** How many cells the tables may have at most: a row may be as short as a character. */
  private static long cells(String text) {
    long cells = 0;
    int columns = 0;
    int from = 0;
    while (from < text.length()) {
      int feed = text.indexOf('\n', from);
      int end = feed < 0 ? text.length() : feed;
      String line = text.substring(from, end);
      columns = line.isBlank() ? 0 : Math.max(columns, delimiters(line));
      cells += columns;
      from = end + 1;
    }
    return cells;
  }

  /** The columns that the line sets if it is the one below a table's header, else 0. */
  private static int delimiters(String line) {
    int columns = 1;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ("|:- \t\r>".indexOf(c) < 0) {
        return 0;
      }
      columns += c == '|' ? 1 : 0;
    }
    return columns;
  }
}
