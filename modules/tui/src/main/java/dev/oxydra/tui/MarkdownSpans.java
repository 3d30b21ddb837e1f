package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
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
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.jspecify.annotations.Nullable;

/** The text inside of a paragraph, a heading or a cell, as styled pieces with its line breaks. */
final class MarkdownSpans {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:https?://|mailto:)[\\x21-\\x7e]{1,2000}", Pattern.CASE_INSENSITIVE);

  private final List<Span> spans = new ArrayList<>();
  private @Nullable String leadsTo;

  private MarkdownSpans() {}

  static List<Span> of(Node block, Style style) {
    MarkdownSpans all = new MarkdownSpans();
    all.children(block, style);
    return all.spans;
  }

  private void children(Node parent, Style style) {
    for (Node child = parent.getFirstChild(); child != null; child = child.getNext()) {
      add(child, style);
    }
  }

  private void add(Node node, Style style) {
    switch (node) {
      case Text text -> add(style, text.getLiteral());
      case Code code -> add(Style.CODE, code.getLiteral());
      case HtmlInline html -> add(style, html.getLiteral());
      case SoftLineBreak feed -> add(style, "\n");
      case HardLineBreak feed -> add(style, "\n");
      case Emphasis emphasis -> children(emphasis, style == Style.PLAIN ? Style.EMPHASIS : style);
      case StrongEmphasis strong -> children(strong, style == Style.HEADING ? style : Style.STRONG);
      case Strikethrough struck -> struck(struck);
      case Link link -> link(link);
      case Image image -> image(image);
      default -> children(node, style);
    }
  }

  /** With its marks: not every terminal can strike text through, and what is struck means else. */
  private void struck(Strikethrough struck) {
    add(Style.QUIET, "~~");
    children(struck, Style.QUIET);
    add(Style.QUIET, "~~");
  }

  private void link(Link link) {
    String address = link.getDestination();
    leadsTo = safe(address);
    int before = spans.size();
    children(link, Style.LINK);
    String text = text(before);
    if (!address.equals(text) && !address.equals("mailto:" + text)) {
      address(address, text);
    }
    leadsTo = null;
  }

  /** Addresses that programs may be told to open: of the web and of mail, plainly written. */
  private static @Nullable String safe(String address) {
    return ADDRESS.matcher(address).matches() ? address : null;
  }

  private void image(Image image) {
    leadsTo = safe(image.getDestination());
    add(Style.QUIET, "[image] ");
    int before = spans.size();
    children(image, Style.LINK);
    address(image.getDestination(), text(before));
    leadsTo = null;
  }

  private void address(String address, String text) {
    if (text.isEmpty()) {
      add(Style.LINK, address);
    } else if (!address.isEmpty()) {
      add(Style.QUIET, " (" + address + ")");
    }
  }

  /** What was added since there were {@code from} pieces. */
  private String text(int from) {
    StringBuilder text = new StringBuilder();
    spans.subList(from, spans.size()).forEach(span -> text.append(span.text()));
    return text.toString();
  }

  private void add(Style style, String text) {
    String plain = PlainText.of(text);
    if (!plain.isEmpty()) {
      spans.add(new Span(style, plain, leadsTo));
    }
  }
}
