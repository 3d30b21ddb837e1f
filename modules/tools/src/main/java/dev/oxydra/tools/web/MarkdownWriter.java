package dev.oxydra.tools.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * Writes what a person would read of a page as Markdown, for a model: headings, lists, links,
 * tables, quotations and code, without emphasis. It doesn't recurse with the depth of the page.
 */
final class MarkdownWriter implements NodeFilter {
  private static final Set<String> UNSEEN =
      Set.of(
          "head",
          "script",
          "style",
          "template",
          "noscript",
          "svg",
          "math",
          "iframe",
          "object",
          "audio",
          "video",
          "canvas",
          "button",
          "select",
          "input",
          "textarea",
          "datalist");
  private static final Set<String> QUOTED = Set.of("code", "kbd", "samp");

  /** A longer address says less than its text, and is how a page becomes larger than it was. */
  private static final int LONGEST_LINK = 1000;

  private static final int DEEPEST = 2;

  private final MarkdownLines lines;

  /** How many lines this is within that are written on their own: a link, in a cell of a table. */
  private final int within;

  private MarkdownWriter(int most, int within) {
    this.lines = new MarkdownLines(most);
    this.within = within;
  }

  /**
   * Writes all within an element.
   *
   * @param most how many characters are enough; there may be some more
   */
  static String write(Element element, int most) {
    return new MarkdownWriter(most, 0).inside(element);
  }

  private String inside(Element element) {
    element
        .childNodes()
        .forEach(child -> {
          var _ = child.filter(this);
        });
    return lines.toString();
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (lines.isFull()) {
      return FilterResult.STOP;
    }
    return switch (node) {
      case TextNode text -> {
        lines.words(text.getWholeText());
        yield FilterResult.CONTINUE;
      }
      case Element element -> begin(element);
      default -> FilterResult.CONTINUE;
    };
  }

  private FilterResult begin(Element element) {
    String name = element.normalName();
    if (UNSEEN.contains(name) || isHidden(element)) {
      return FilterResult.SKIP_ENTIRELY;
    }
    if (within == DEEPEST) {
      return open(element, name);
    }
    switch (name) {
      case "h1", "h2", "h3", "h4", "h5", "h6" -> heading(element, name.charAt(1) - '0');
      case "a" -> link(element);
      case "img" -> image(element);
      case "pre" -> code(element);
      case "table" -> {
        if (isLayout(element)) {
          return open(element, name);
        }
        table(element);
      }
      default -> {
        return open(element, name);
      }
    }
    return FilterResult.SKIP_ENTIRELY;
  }

  private FilterResult open(Element element, String name) {
    switch (name) {
      case "br", "dt", "dd", "tr" -> lines.line();
      case "hr" -> rule();
      case "li" -> lines.item(bullet(element));
      case "ul", "ol" -> list(element);
      case "blockquote" -> {
        lines.block();
        lines.enter("> ");
      }
      default -> space(element, name);
    }
    return FilterResult.CONTINUE;
  }

  private void space(Element element, String name) {
    if (QUOTED.contains(name)) {
      lines.words("`");
    } else if (name.equals("td") || name.equals("th")) {
      lines.words(" ");
    } else if (element.isBlock() && !isFirstOfItem(element)) {
      lines.block();
    }
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element) {
      String name = element.normalName();
      switch (name) {
        case "li" -> lines.leave();
        case "blockquote" -> {
          lines.leave();
          lines.block();
        }
        case "ul", "ol" -> list(element);
        case "br", "hr" -> {}
        default -> space(element, name);
      }
    }
    return FilterResult.CONTINUE;
  }

  private static boolean isHidden(Element element) {
    return element.hasAttr("hidden")
        || element.attr("style").replace(" ", "").contains("display:none");
  }

  /** A paragraph that is all of an item doesn't make it a loose one. */
  private static boolean isFirstOfItem(Element element) {
    Element parent = element.parent();
    return parent != null && parent.nameIs("li") && element.elementSiblingIndex() == 0;
  }

  private void list(Element list) {
    Element parent = list.parent();
    if (parent != null && parent.nameIs("li")) {
      lines.line();
    } else {
      lines.block();
    }
  }

  private static String bullet(Element item) {
    Element list = item.parent();
    return list != null && list.nameIs("ol") ? "1. " : "- ";
  }

  private void rule() {
    lines.block();
    lines.words("---");
    lines.block();
  }

  private void heading(Element element, int level) {
    String text = inline(element);
    if (!text.isEmpty()) {
      lines.block();
      lines.words("#".repeat(level) + " " + text);
      lines.block();
    }
  }

  private void link(Element element) {
    String text = inline(element);
    String target = element.absUrl("href");
    boolean leads = target.startsWith("http") && target.length() <= LONGEST_LINK && !text.isEmpty();
    lines.words(leads ? "[" + text + "](" + target + ")" : text);
  }

  private void image(Element element) {
    String said = element.attr("alt").strip();
    String source = element.absUrl("src");
    if (!said.isEmpty() && source.startsWith("http") && source.length() <= LONGEST_LINK) {
      lines.words("![" + said + "](" + source + ")");
    }
  }

  private void code(Element element) {
    lines.block();
    lines.verbatim("```\n" + element.wholeText().strip() + "\n```");
    lines.block();
  }

  /** What there is in one line. */
  private String inline(Element element) {
    return new MarkdownWriter(LONGEST_LINK, within + 1)
        .inside(element)
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** Tables that hold tables arrange a page; nothing is in their rows. */
  private static boolean isLayout(Element table) {
    return table.selectFirst("td table, th table") != null;
  }

  private void table(Element table) {
    lines.block();
    boolean first = true;
    for (Element row : table.select("tr")) {
      List<String> cells = new ArrayList<>();
      for (Element cell : row.children()) {
        cells.add(inline(cell).replace("|", "\\|"));
      }
      if (!cells.isEmpty() && !lines.isFull()) {
        lines.verbatim("| " + String.join(" | ", cells) + " |");
        if (first) {
          lines.verbatim("|" + "---|".repeat(cells.size()));
        }
        first = false;
      }
    }
    lines.block();
  }
}
