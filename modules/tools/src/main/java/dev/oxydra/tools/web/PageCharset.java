package dev.oxydra.tools.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * In which charset a page is written: what its first bytes say, else its header, else its {@code
 * meta}, else UTF-8 if it can be that, else windows-1252.
 *
 * @see <a href="https://encoding.spec.whatwg.org/#names-and-labels">WHATWG, Encoding</a>, by which
 *     ISO-8859-1 stands for windows-1252
 */
final class PageCharset {
  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final Pattern META =
      Pattern.compile(
          "<(?:meta[^>]+charset|\\?xml[^>]+encoding)\\s*=\\s*[\"']?\\s*([A-Za-z0-9_:.-]+)",
          Pattern.CASE_INSENSITIVE);

  /** HTML, 13.2.3.2: so far a browser looks. */
  private static final int META_BYTES = 1024;

  private PageCharset() {}

  static String decode(Page page) {
    byte[] body = page.body();
    int mark = markLength(body);
    Charset charset = mark > 0 ? ofMark(body) : ofNames(page);
    return new String(body, mark, body.length - mark, charset);
  }

  /** The byte order mark's. */
  private static int markLength(byte[] body) {
    return starts(body, 0xef, 0xbb, 0xbf)
        ? 3
        : starts(body, 0xfe, 0xff) || starts(body, 0xff, 0xfe) ? 2 : 0;
  }

  private static Charset ofMark(byte[] body) {
    return switch (body[0] & 0xff) {
      case 0xfe -> StandardCharsets.UTF_16BE;
      case 0xff -> StandardCharsets.UTF_16LE;
      default -> StandardCharsets.UTF_8;
    };
  }

  private static boolean starts(byte[] body, int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (body.length <= i || (body[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static Charset ofNames(Page page) {
    Charset named = named(page.charset());
    if (named != null) {
      return named;
    }
    byte[] body = page.body();
    int length = Math.min(body.length, META_BYTES);
    Matcher meta = META.matcher(new String(body, 0, length, StandardCharsets.ISO_8859_1));
    Charset inside = meta.find() ? named(meta.group(1)) : null;
    // It was read as one byte a character, so it can't be in two.
    boolean wide = inside != null && inside.name().startsWith("UTF-16");
    return inside != null && !wide ? inside : isUtf8(body) ? StandardCharsets.UTF_8 : WINDOWS_1252;
  }

  private static @Nullable Charset named(String name) {
    try {
      Charset charset = name.isEmpty() ? null : Charset.forName(name);
      boolean narrow =
          StandardCharsets.ISO_8859_1.equals(charset) || StandardCharsets.US_ASCII.equals(charset);
      return narrow ? WINDOWS_1252 : charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }

  private static boolean isUtf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).hasRemaining()
          || body.length == 0;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
