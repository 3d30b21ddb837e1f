package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Breaks styled text into rows. A word is one word, however many styles it has. */
final class SpanWrap {
  private final List<Span> spans;
  private final String text;

  /** The span that the last row ended in, and where that one begins. */
  private int index;

  private int start;

  private SpanWrap(List<Span> spans) {
    this.spans = spans;
    this.text = spans.stream().map(Span::text).collect(Collectors.joining());
  }

  /** Says which parts of a line are a row each. */
  private interface Breaking {
    List<Wrap.Part> parts(String line, int columns);
  }

  /** Broken between words where it can. */
  static List<Line> words(List<Span> spans, int columns) {
    return new SpanWrap(spans).rows(Wrap::betweenWords, columns);
  }

  /** Broken at the right edge alone. */
  static List<Line> anywhere(List<Span> spans, int columns) {
    return new SpanWrap(spans).rows(Wrap::anywhere, columns);
  }

  private List<Line> rows(Breaking breaking, int columns) {
    List<Line> rows = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int feed = text.indexOf('\n', from);
      int end = feed < 0 ? text.length() : feed;
      for (Wrap.Part part : breaking.parts(text.substring(from, end), columns)) {
        rows.add(row(from + part.from(), from + part.to()));
      }
      from = end + 1;
    }
    return rows;
  }

  /** Rows are asked for from the first to the last. */
  private Line row(int from, int to) {
    List<Span> cut = new ArrayList<>();
    int at = from;
    while (at < to) {
      Span span = spans.get(index);
      int end = start + span.text().length();
      if (end > at) {
        cut.add(span.with(text.substring(at, Math.min(end, to))));
        at = Math.min(end, to);
      }
      if (end <= to) {
        start = end;
        index++;
      }
    }
    return cut.isEmpty() ? Line.BLANK : new Line(cut);
  }
}
