package dev.oxydra.tools.web;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/** Makes text of pages, of one at a time: what a page is made of takes many times its size. */
final class PageText {
  /** How many characters a page may become; more than that nobody reads. */
  private static final int MOST = 8 << 20;

  private static final Pattern TEXT =
      Pattern.compile(
          "text/.*|application/(.*[+.-])?(json|xml|javascript|ecmascript|yaml|toml|sql|x-sh|ndjson|graphql|x-www-form-urlencoded)(-seq)?");

  private final ReentrantLock one = new ReentrantLock();

  private enum Kind {
    HTML,
    PDF,
    TEXT,
    /** Seen only in the body. */
    UNKNOWN,
    OTHER
  }

  /**
   * @throws WebException when nothing of that type can be shown, as its head already says
   */
  void refuseOther(Page page) {
    if (kind(page.type()) == Kind.OTHER) {
      String length = page.head().header("content-length");
      throw new WebException(
          "%s\nOnly HTML, PDF and text can be shown. Its size: %s"
              .formatted(page.summary(), length.isEmpty() ? "not told" : length + " bytes"));
    }
  }

  /** A page as text. */
  String of(Page page) throws InterruptedException {
    Kind kind = kind(page.type());
    one.lockInterruptibly();
    try {
      return switch (kind == Kind.UNKNOWN ? seen(page.body()) : kind) {
        case HTML -> HtmlText.markdown(page, MOST);
        case PDF -> PdfText.read(page.body(), MOST);
        case TEXT -> PageCharset.decode(page);
        case UNKNOWN, OTHER ->
            throw new WebException(
                "%s\nOnly HTML, PDF and text can be shown. Its size: %d bytes"
                    .formatted(page.summary(), page.body().length));
      };
    } finally {
      one.unlock();
    }
  }

  private static Kind kind(String type) {
    return switch (type) {
      case "text/html", "application/xhtml+xml" -> Kind.HTML;
      case "application/pdf", "application/x-pdf" -> Kind.PDF;
      case "", "application/octet-stream", "binary/octet-stream" -> Kind.UNKNOWN;
      default -> TEXT.matcher(type).matches() ? Kind.TEXT : Kind.OTHER;
    };
  }

  private static Kind seen(byte[] body) {
    String begin =
        new String(body, 0, Math.min(body.length, 1024), StandardCharsets.ISO_8859_1)
            .stripLeading()
            .toLowerCase(Locale.ROOT);
    if (begin.startsWith("%pdf-")) {
      return Kind.PDF;
    }
    if (begin.startsWith("<!doctype html") || begin.startsWith("<html")) {
      return Kind.HTML;
    }
    return begin.indexOf('\0') < 0 ? Kind.TEXT : Kind.OTHER;
  }
}
