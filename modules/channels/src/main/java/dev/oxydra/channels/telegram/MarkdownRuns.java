package dev.oxydra.channels.telegram;

import dev.oxydra.channels.telegram.Run.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.strikethrough.Strikethrough;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;

/** The styled text inside of a paragraph, a heading or a cell. */
final class MarkdownRuns {
  /** A longer address is text. */
  private static final int MAX_LINK = 2048;

  private static final Pattern LINK =
      Pattern.compile(
          "(?:https?://|tg://|mailto:)[^\\s\\p{Cntrl}]{1," + MAX_LINK + "}",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern BREAK = Pattern.compile("<br ?/?>", Pattern.CASE_INSENSITIVE);

  private final List<Run> runs = new ArrayList<>();

  private MarkdownRuns() {}

  static List<Run> of(Node block, Style style) {
    MarkdownRuns all = new MarkdownRuns();
    all.children(block, style);
    return all.runs;
  }

  private void children(Node parent, Style style) {
    for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
      add(child, style);
    }
  }

  private void add(Node node, Style style) {
    switch (node) {
      case Text text -> add(node, text.getLiteral(), style);
      case Code code -> add(node, code.getLiteral(), style.withCode());
      case HtmlInline html -> add(node, html(html.getLiteral()), style);
      case SoftLineBreak feed -> add(node, "\n", style);
      case HardLineBreak feed -> add(node, "\n", style);
      case Emphasis emphasis -> children(emphasis, style.withItalic());
      case StrongEmphasis strong -> children(strong, style.withBold());
      case Strikethrough struck -> children(struck, style.withStruck());
      case Link link -> link(link, link.getDestination(), style);
      case Image image -> link(image, image.getDestination(), style);
      default -> children(node, style);
    }
  }

  private static String html(String literal) {
    return BREAK.matcher(literal).matches() ? "\n" : literal;
  }

  private void link(Node node, String target, Style style) {
    boolean leads = LINK.matcher(target).matches();
    int before = runs.size();
    children(node, leads ? style.withLink(target) : style);
    boolean unnamed = runs.subList(before, runs.size()).stream().allMatch(r -> r.text().isBlank());
    if (unnamed) {
      add(node, target, leads ? style.withLink(target) : style);
    } else if (!leads && !target.isBlank()) {
      add(node, " (" + target + ")", style);
    }
  }

  private void add(Node node, String text, Style style) {
    if (!text.isEmpty()) {
      List<SourceSpan> spans = node.getSourceSpans();
      int source = spans.isEmpty() ? end() : spans.getFirst().getInputIndex();
      int length = spans.isEmpty() ? 0 : spans.getFirst().getLength();
      runs.add(new Run(PlainText.of(text), style, source, length));
    }
  }

  /** Where what comes without its place may be. */
  private int end() {
    return runs.isEmpty() ? 0 : runs.getLast().source() + runs.getLast().sourceLength();
  }
}
