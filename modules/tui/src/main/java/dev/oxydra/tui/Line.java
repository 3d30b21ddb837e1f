package dev.oxydra.tui;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of the screen: pieces of text with a style each. */
record Line(List<Span> spans) {
  static final Line BLANK = new Line(List.of());

  Line {
    spans = List.copyOf(spans);
  }

  /**
   * A piece of text.
   *
   * @param link the address that it leads to, in ASCII without control characters; null for nowhere
   */
  record Span(Style style, String text, @Nullable String link) {
    Span(Style style, String text) {
      this(style, text, null);
    }

    /** Another text that looks the same, and leads to the same place. */
    Span with(String other) {
      return new Span(style, other, link);
    }
  }

  /** What a piece is, which decides its colour. */
  enum Style {
    PLAIN,
    STRONG,
    QUIET,
    PERSON,
    GOOD,
    WARNING,
    ERROR,
    HEADING,
    EMPHASIS,
    LINK,
    QUOTE,
    CODE,
    KEYWORD,
    STRING,
    COMMENT,
    NUMBER,
    ADDED,
    REMOVED
  }

  static Line of(Style style, String text) {
    return new Line(List.of(new Span(style, text)));
  }

  static Line of(Style first, String marker, Style rest, String text) {
    return new Line(List.of(new Span(first, marker), new Span(rest, text)));
  }

  /** Its text without styles. */
  String text() {
    StringBuilder text = new StringBuilder();
    spans.forEach(span -> text.append(span.text()));
    return text.toString();
  }
}
