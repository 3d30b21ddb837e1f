package dev.oxydra.channels.telegram;

import dev.oxydra.channels.telegram.Block.Kind;
import dev.oxydra.channels.telegram.Run.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Markdown as a row of blocks: CommonMark with the tables and struck text of GitHub. What would
 * take too long to parse is one block of plain text.
 */
final class MarkdownBlocks {
  private static final int MAX_PARSED = 128 * 1024;

  /** What is nested deeper is text. */
  private static final int MAX_OPEN_BLOCKS = 64;

  private static final int MAX_INLINE_NESTING = 32;

  /** The parser's time grows with the square of these. */
  private static final int MAX_BRACKETS = 16 * 1024;

  /** With those that the parser adds to rows that have fewer than the header. */
  private static final long MAX_CELLS = 200_000;

  private static final int MAX_INDENT = 8;
  private static final String LINE = "\n";
  private static final String PARAGRAPH = "\n\n";
  private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z0-9_+#.-]{1,32}");

  private static final Parser PARSER =
      Parser.builder()
          .extensions(List.of(TablesExtension.create(), StrikethroughExtension.create()))
          .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
          .maxOpenBlockParsers(MAX_OPEN_BLOCKS)
          .maxInlineNesting(MAX_INLINE_NESTING)
          .build();

  private final String markdown;
  private final List<Block> blocks = new ArrayList<>();
  private int quotes;

  /** Whether there is text that no block shows. */
  private boolean unread;

  /** The gap before the next block, and the list marker that it begins with. */
  private String gap = "";

  private String marker = "";
  private int markerSource;

  /**
   * Where a block is: the number of its quote, how many lists deep, and the gap to its siblings.
   */
  private record Place(int quote, int depth, String gap) {
    Place quoted(int number) {
      return new Place(number, depth, PARAGRAPH);
    }

    Place listed(String between) {
      return new Place(quote, depth + 1, between);
    }
  }

  private MarkdownBlocks(String markdown) {
    this.markdown = markdown;
  }

  /**
   * Its blocks that show something; of nothing but definitions there are none, so they are text.
   */
  static List<Block> of(String markdown) {
    MarkdownBlocks all = new MarkdownBlocks(markdown);
    if (isParsable(markdown)) {
      all.children(PARSER.parse(markdown), new Place(0, 0, PARAGRAPH));
    } else {
      all.unread = true;
    }
    if (all.blocks.isEmpty() && all.unread) {
      all.plain();
    }
    return all.blocks;
  }

  private static boolean isParsable(String text) {
    if (text.length() > MAX_PARSED) {
      return false;
    }
    long brackets = text.chars().filter(c -> c == '[').count();
    long lines = text.lines().count();
    long columns = text.lines().mapToLong(MarkdownBlocks::bars).max().orElse(0);
    return brackets <= MAX_BRACKETS && lines * columns <= MAX_CELLS;
  }

  private static long bars(String line) {
    return line.chars().filter(c -> c == '|').count();
  }

  private void plain() {
    String text = PlainText.of(markdown);
    add(Kind.TEXT, 0, List.of(new Run(text, Style.PLAIN, 0, text.length())), 0);
  }

  private void children(Node parent, Place place) {
    boolean first = true;
    for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
      if (!first) {
        gap = place.gap();
      }
      first = false;
      add(child, place);
    }
  }

  private void add(Node node, Place place) {
    switch (node) {
      case Paragraph paragraph -> text(Kind.TEXT, node, Style.PLAIN, place);
      case Heading heading -> text(Kind.HEADING, node, Style.PLAIN.withBold(), place);
      case BlockQuote quote -> quote(quote, place);
      case ListBlock list -> list(list, place);
      case FencedCodeBlock code -> fenced(code, place);
      case IndentedCodeBlock code -> preformatted(node, lines(node, code.getLiteral(), 0), place);
      case TableBlock table -> preformatted(table, MarkdownTable.runs(table), place);
      case ThematicBreak rule -> text(node, "———", place);
      case HtmlBlock html -> text(node, html.getLiteral(), place);
      case LinkReferenceDefinition definition -> unread = true;
      default -> children(node, place);
    }
  }

  private void text(Kind kind, Node node, Style style, Place place) {
    text(kind, node, MarkdownRuns.of(node, style), place);
  }

  private void text(Node node, String literal, Place place) {
    text(Kind.TEXT, node, lines(node, literal, 0), place);
  }

  /** After the marker of a list, or as far to the right as what has one. */
  private void text(Kind kind, Node node, List<Run> inside, Place place) {
    int source = marker.isEmpty() ? start(node) : markerSource;
    String before = marker.isEmpty() ? indent(place.depth()) : marker;
    List<Run> runs = new ArrayList<>();
    if (!before.isEmpty()) {
      runs.add(new Run(before, Style.PLAIN, source, 0));
    }
    runs.addAll(inside);
    add(kind, place.quote(), runs, source);
  }

  /** Telegram has no quotes in quotes. */
  private void quote(BlockQuote quote, Place place) {
    markerAlone(place);
    int number = place.quote();
    if (number == 0) {
      quotes++;
      number = quotes;
    }
    children(quote, place.quoted(number));
  }

  private void list(ListBlock list, Place place) {
    markerAlone(place);
    Place inside = place.listed(list.isTight() ? LINE : PARAGRAPH);
    boolean ordered = list instanceof OrderedList;
    long number =
        list instanceof OrderedList numbered && numbered.getMarkerStartNumber() != null
            ? numbered.getMarkerStartNumber()
            : 1;
    for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
      if (item.getPrevious() != null) {
        gap = inside.gap();
      }
      marker = indent(place.depth()) + (ordered ? number + ". " : "• ");
      markerSource = start(item);
      number++;
      children(item, inside);
      markerAlone(place);
    }
  }

  private static String indent(int depth) {
    return "  ".repeat(Math.min(MAX_INDENT, depth));
  }

  /** A marker whose item doesn't begin with text has a line to itself. */
  private void markerAlone(Place place) {
    if (!marker.isEmpty()) {
      List<Run> alone = List.of(new Run(marker.stripTrailing(), Style.PLAIN, markerSource, 0));
      add(Kind.TEXT, place.quote(), alone, markerSource);
      gap = LINE;
    }
  }

  private void fenced(FencedCodeBlock code, Place place) {
    markerAlone(place);
    String info = code.getInfo() == null ? "" : code.getInfo();
    String word = info.strip().split("\\s", 2)[0];
    String language = LANGUAGE.matcher(word).matches() ? word : "";
    Integer length = code.getOpeningFenceLength();
    String mark = code.getFenceCharacter() == null ? "`" : code.getFenceCharacter();
    String fence = mark.repeat(length == null ? 3 : length);
    List<Run> runs = lines(code, code.getLiteral(), 1);
    add(new Block(Kind.PREFORMATTED, place.quote(), fence, language, gap, runs, start(code)));
  }

  private void preformatted(Node node, List<Run> runs, Place place) {
    markerAlone(place);
    add(Kind.PREFORMATTED, place.quote(), runs, start(node));
  }

  /**
   * A block's literal text by its lines, the first of which is on the block's line {@code from}.
   */
  private static List<Run> lines(Node node, String literal, int from) {
    List<SourceSpan> spans = node.getSourceSpans();
    List<Run> runs = new ArrayList<>();
    String[] lines = literal.stripTrailing().split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = PlainText.of(lines[i]) + (i + 1 < lines.length ? "\n" : "");
      if (i + from < spans.size()) {
        SourceSpan span = spans.get(i + from);
        int skipped = Math.max(0, span.getLength() - lines[i].length());
        runs.add(
            new Run(line, Style.PLAIN, span.getInputIndex() + skipped, span.getLength() - skipped));
      } else {
        runs.add(new Run(line, Style.PLAIN, start(spans), 0));
      }
    }
    return runs;
  }

  private static int start(List<SourceSpan> spans) {
    return spans.isEmpty() ? 0 : spans.getLast().getInputIndex();
  }

  /** Where the block begins, with the marks of quotes before. */
  private int start(Node node) {
    List<SourceSpan> spans = node.getSourceSpans();
    int start = spans.isEmpty() ? 0 : spans.getFirst().getInputIndex();
    while (start > 0 && " \t>".indexOf(markdown.charAt(start - 1)) >= 0) {
      start--;
    }
    return start;
  }

  private void add(Kind kind, int quote, List<Run> runs, int source) {
    add(new Block(kind, quote, "", "", gap, runs, source));
  }

  private void add(Block block) {
    if (!block.isBlank()) {
      blocks.add(block);
      marker = "";
    }
  }
}
