package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a text that grows at its end. A block at the top is settled once a later one begins
 * on a line that is complete: nothing that comes can change it, and its rows are kept. Only what
 * follows is parsed again. References are an exception: those to definitions further down, or in
 * what is settled, are shown as they are written.
 */
final class MarkdownStream {
  /** How much is looked at first for blocks that can be settled. */
  private static final int WINDOW = 16 * 1024;

  /**
   * An unsettled end that is longer is parsed again only when it has grown by a sixteenth; until
   * then what is new is shown as it was written.
   */
  private static final int LONG = 16 * 1024;

  private final int columns;
  private final UnaryOperator<List<Line>> placing;
  private String text = "";
  private final List<Line> rows = new ArrayList<>();

  /** How much of the text is settled, and how much of it was looked at. */
  private int settled;

  private int seen;

  /** The rows of what was unsettled when it was last parsed, and where that ended. */
  private List<Line> last = List.of();

  private int parsed;

  /**
   * @param placing what is done to all rows, once
   */
  MarkdownStream(int columns, UnaryOperator<List<Line>> placing) {
    this.columns = columns;
    this.placing = placing;
  }

  int columns() {
    return columns;
  }

  /** The rows of the whole text, quickly if it begins with the one before. */
  List<Line> rows(String longer) {
    if (!longer.startsWith(text)) {
      restart();
    }
    text = longer;
    if (isDue()) {
      settle();
      last = placing.apply(Markdown.parsed(text.substring(settled), columns));
      parsed = text.length();
    }
    List<Line> all = new ArrayList<>(rows);
    MarkdownBlocks.append(all, last);
    if (parsed < text.length() || all.isEmpty()) {
      String rest = text.substring(all.isEmpty() ? 0 : parsed);
      all.addAll(placing.apply(Markdown.plain(rest, columns)));
    }
    return all;
  }

  private void restart() {
    rows.clear();
    settled = 0;
    seen = 0;
    last = List.of();
    parsed = 0;
  }

  private boolean isDue() {
    int unsettled = parsed - settled;
    return unsettled < LONG || text.length() - parsed > unsettled / 16;
  }

  /** Only lines that are complete are looked at: "#" may become "#hashtag". */
  private void settle() {
    int lines = text.lastIndexOf('\n') + 1;
    int window = WINDOW;
    while (seen < lines && window <= Markdown.MAX_PARSED) {
      int end = endOfLine(Math.min(lines, settled + window));
      if (end > seen && settle(end)) {
        window = WINDOW;
      } else {
        window *= 2;
      }
    }
  }

  private int endOfLine(int most) {
    return text.lastIndexOf('\n', most - 1) + 1;
  }

  /** Whether something could be settled. */
  private boolean settle(int end) {
    String piece = text.substring(settled, end);
    seen = end;
    if (!Markdown.isParsable(piece)) {
      return false;
    }
    Node document = Markdown.parse(piece);
    Node open = open(document);
    int start = open == null ? 0 : start(open, piece);
    if (start == 0) {
      return false;
    }
    List<Line> more = MarkdownBlocks.between(document.getFirstChild(), open, columns);
    MarkdownBlocks.append(rows, placing.apply(more));
    settled += start;
    return true;
  }

  /**
   * The first block that may change: the last one, and definitions before, as a title may follow.
   */
  private static @Nullable Node open(Node document) {
    Node open = document.getLastChild();
    while (open != null && open.getPrevious() instanceof LinkReferenceDefinition definition) {
      open = definition;
    }
    return open;
  }

  /** Where the block's first line begins. */
  private static int start(Node block, String piece) {
    List<SourceSpan> spans = block.getSourceSpans();
    int start = spans.isEmpty() ? 0 : spans.getFirst().getInputIndex();
    while (start > 0 && "\r\n".indexOf(piece.charAt(start - 1)) < 0) {
      start--;
    }
    return start;
  }
}
