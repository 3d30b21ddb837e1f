package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Blocks of code: indented, under the name of their language, broken at the right edge alone. */
final class MarkdownCode {
  private static final Span INDENT = new Span(Style.PLAIN, "  ");

  private MarkdownCode() {}

  /**
   * @param info what stands after the fence: a language, and perhaps more
   */
  static List<Line> of(@Nullable String info, String literal, int columns) {
    String language = info == null ? "" : PlainText.line(info).split(" ", 2)[0];
    String code = literal.endsWith("\n") ? literal.substring(0, literal.length() - 1) : literal;
    List<Span> spans = Highlighter.spans(language.toLowerCase(Locale.ROOT), PlainText.of(code));
    List<Line> rows = new ArrayList<>();
    if (!language.isEmpty()) {
      String name = DisplayWidth.shorten(language, columns - 4);
      rows.add(Line.of(Style.QUIET, "── " + name));
    }
    rows.addAll(
        MarkdownBlocks.indented(INDENT, INDENT, columns, room -> SpanWrap.anywhere(spans, room)));
    return rows;
  }
}
