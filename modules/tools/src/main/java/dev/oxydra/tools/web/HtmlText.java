package dev.oxydra.tools.web;

import java.util.Iterator;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;

/** Reads HTML, however broken it is. */
final class HtmlText {
  /**
   * How many elements are read. A parser makes many of little text, as it opens anew in each
   * paragraph what was never closed: 5 MB of that take more memory than there is.
   */
  private static final int MOST_ELEMENTS = 250_000;

  private static final String LEFT_OUT = "\n\n[The rest of the page is left out]";

  private HtmlText() {}

  /** A page, and whether that is all of it. */
  record Parsed(Document document, boolean whole) {}

  /**
   * A page as Markdown, headed by its title.
   *
   * @param most how many characters there may be
   */
  static String markdown(Page page, int most) {
    Parsed parsed = parse(page);
    Document document = parsed.document();
    String text = MarkdownWriter.write(document.body(), most);
    boolean whole = parsed.whole() && text.length() <= most;
    text = text.substring(0, Math.min(text.length(), most)) + (whole ? "" : LEFT_OUT);
    String title = document.title().strip();
    boolean told = title.isEmpty() || text.contains("# " + title);
    return told ? text : "# " + title + "\n\n" + text;
  }

  static Parsed parse(Page page) {
    String html = PageCharset.decode(page);
    try (StreamParser parser =
        new StreamParser(Parser.htmlParser()).parse(html, page.address().toString())) {
      Iterator<Element> elements = parser.iterator();
      int count = 0;
      while (count < MOST_ELEMENTS && elements.hasNext()) {
        Element _ = elements.next();
        count++;
      }
      return new Parsed(parser.document(), count < MOST_ELEMENTS);
    }
  }
}
