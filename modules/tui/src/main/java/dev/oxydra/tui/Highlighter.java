package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Colours the keywords, strings, comments and numbers of code, and what a patch adds and removes;
 * nothing in a language that isn't known. It goes through the text once, however broken that is:
 * what isn't ended ends with the text, or a string of one line with nothing.
 */
final class Highlighter {
  private final Language language;
  private final String code;
  private final List<Span> spans = new ArrayList<>();

  /** The end of what has a style already. */
  private int done;

  /** Up to here quotes begin nothing: one on the line is not ended. */
  private int unquoted;

  private Highlighter(Language language, String code) {
    this.language = language;
    this.code = code;
  }

  /**
   * @param name of the language, in lower case
   * @param code that has no control characters but line feeds
   */
  static List<Span> spans(String name, String code) {
    if (name.equals("diff") || name.equals("patch")) {
      return patch(code);
    }
    Language language = Language.of(name);
    if (language == null) {
      return List.of(new Span(Style.PLAIN, code));
    }
    Highlighter highlighter = new Highlighter(language, code);
    highlighter.run();
    return highlighter.spans;
  }

  private static List<Span> patch(String code) {
    List<Span> spans = new ArrayList<>();
    int from = 0;
    while (from < code.length()) {
      int end = after("\n", code, from);
      spans.add(new Span(patched(code.substring(from, end)), code.substring(from, end)));
      from = end;
    }
    return spans;
  }

  private static Style patched(String line) {
    if (line.startsWith("+++ ") || line.startsWith("--- ") || line.startsWith("diff ")) {
      return Style.STRONG;
    }
    return line.startsWith("+")
        ? Style.ADDED
        : line.startsWith("-")
            ? Style.REMOVED
            : line.startsWith("@@") ? Style.KEYWORD : Style.PLAIN;
  }

  private void run() {
    int at = 0;
    while (at < code.length()) {
      int end = comment(at);
      end = end > at ? styled(Style.COMMENT, at, end) : string(at);
      end = end > at ? end : word(at);
      at = end > at ? end : at + 1;
    }
    plainTo(code.length());
  }

  /** The end of the comment that begins here, else the same place; as for all of these. */
  private int comment(int at) {
    String line = language.lineComment();
    if (!line.isEmpty() && code.startsWith(line, at) && (!line.equals("#") || isApart(at))) {
      int feed = code.indexOf('\n', at);
      return feed < 0 ? code.length() : feed;
    }
    List<String> block = language.blockComment();
    boolean begins = !block.isEmpty() && code.startsWith(block.getFirst(), at);
    return begins ? after(block.getLast(), code, at + block.getFirst().length()) : at;
  }

  /** Elsewhere the sign is part of a word. */
  private boolean isApart(int at) {
    return at == 0 || Character.isWhitespace(code.charAt(at - 1));
  }

  private int string(int at) {
    for (String quote : language.longQuotes()) {
      if (code.startsWith(quote, at)) {
        return styled(Style.STRING, at, after(quote, code, at + quote.length()));
      }
    }
    char quote = code.charAt(at);
    if (at < unquoted || language.quotes().indexOf(quote) < 0) {
      return at;
    }
    int end = at + 1;
    while (end < code.length() && code.charAt(end) != quote && code.charAt(end) != '\n') {
      end += code.charAt(end) == '\\' ? 2 : 1;
    }
    if (end < code.length() && code.charAt(end) == quote) {
      return styled(Style.STRING, at, end + 1);
    }
    unquoted = end;
    return at;
  }

  private int word(int at) {
    if (!Character.isLetterOrDigit(code.charAt(at)) && code.charAt(at) != '_') {
      return at;
    }
    int end = at;
    while (end < code.length() && isInWord(at, end)) {
      end++;
    }
    if (Character.isDigit(code.charAt(at))) {
      return styled(Style.NUMBER, at, end);
    }
    return isKeyword(at, end) ? styled(Style.KEYWORD, at, end) : end;
  }

  /** A number has its fraction. */
  private boolean isInWord(int from, int at) {
    char c = code.charAt(at);
    return Character.isLetterOrDigit(c)
        || c == '_'
        || (c == '.'
            && Character.isDigit(code.charAt(from))
            && at + 1 < code.length()
            && Character.isDigit(code.charAt(at + 1)));
  }

  private boolean isKeyword(int from, int to) {
    String word = code.substring(from, to);
    return switch (language.kind()) {
      case PLAIN -> language.keywords().contains(word);
      case ANY_CASE -> language.keywords().contains(word.toLowerCase(Locale.ROOT));
      case KEYED -> language.keywords().contains(word) || code.startsWith(":", to);
      case MARKUP -> from > 0 && isTag(from - 1);
    };
  }

  private boolean isTag(int before) {
    int at = code.charAt(before) == '/' ? before - 1 : before;
    return at >= 0 && code.charAt(at) == '<';
  }

  private int styled(Style style, int from, int to) {
    plainTo(from);
    spans.add(new Span(style, code.substring(from, to)));
    done = to;
    return to;
  }

  private void plainTo(int to) {
    if (to > done) {
      spans.add(new Span(Style.PLAIN, code.substring(done, to)));
      done = to;
    }
  }

  private static int after(String end, String code, int from) {
    int found = code.indexOf(end, from);
    return found < 0 ? code.length() : found + end.length();
  }
}
