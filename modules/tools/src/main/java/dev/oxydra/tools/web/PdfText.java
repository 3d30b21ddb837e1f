package dev.oxydra.tools.web;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;

/** Reads the text of PDFs, of one at a time. */
final class PdfText {
  /** All that is decoded of a PDF; one of 5 MB has seldom more than 30 MB in it. */
  private static final long MOST_BYTES = 64L << 20;

  /** What PDFBox says of each flaw of a page would fill the log of whoever fetches many. */
  private static final List<Logger> TALKATIVE =
      List.of(Logger.getLogger("org.apache.pdfbox"), Logger.getLogger("org.apache.fontbox"));

  private static final AtomicLong LEFT = BoundedFilter.boundAll();

  static {
    TALKATIVE.forEach(logger -> logger.setLevel(Level.OFF));
    FontMappers.set(new OneFont());
  }

  private PdfText() {}

  /**
   * The text, page after page.
   *
   * @param most how many characters there may be
   * @throws WebException when there is no text to be had
   */
  static synchronized String read(byte[] pdf, int most) {
    LEFT.set(MOST_BYTES);
    try (PDDocument document = Loader.loadPDF(pdf)) {
      String text = text(document, most);
      refuseBomb(null);
      if (text.isEmpty()) {
        throw new WebException(
            "This PDF has %d pages and no text in them".formatted(document.getNumberOfPages()));
      }
      return text;
    } catch (InvalidPasswordException e) {
      throw new WebException("This PDF can be read with a password only", e);
    } catch (WebException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      refuseBomb(e);
      throw new WebException("This PDF is damaged: " + e.getMessage(), e);
    }
  }

  /** PDFBox may have gone on without what was too much. */
  private static void refuseBomb(@Nullable Throwable cause) {
    if (LEFT.get() < 0) {
      throw new WebException(
          "This PDF holds more than %d MiB when it is decompressed".formatted(MOST_BYTES >> 20),
          cause);
    }
  }

  private static String text(PDDocument document, int most) throws IOException {
    StringWriter text = new StringWriter();
    PDFTextStripper stripper = new PDFTextStripper();
    int pages = document.getNumberOfPages();
    for (int page = 1; page <= pages && text.getBuffer().length() < most; page++) {
      stripper.setStartPage(page);
      stripper.setEndPage(page);
      stripper.writeText(document, text);
    }
    String whole = text.toString().strip();
    return whole.length() > most ? whole.substring(0, most) : whole;
  }
}
