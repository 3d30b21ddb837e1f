package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.ApprovalEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The rows of what lies over the conversation. */
final class PanelLines {
  /** How wide names are, at most this part of a row. */
  private static final int NAMES = 3;

  /** Rows of a preview, with the rule above it. */
  private static final int PREVIEW = 6;

  private PanelLines() {}

  /**
   * @param panel with the first row that is seen of it: not further down than it has rows
   */
  record Shown(List<Line> lines, Panel panel) {}

  /**
   * @param height how many there may be
   */
  static Shown of(Screen screen, Panel panel, int columns, int height) {
    return switch (panel) {
      case Menu menu -> new Shown(menu(menu, columns, height), menu);
      case Sheet sheet -> sheet(sheet, columns, height);
      case QuestionCard card -> card(screen, card, columns, height);
    };
  }

  /** What the keys do. */
  static String legend(Panel panel) {
    return switch (panel) {
      case Menu menu -> legend(menu);
      case Sheet sheet -> "Up and Down scroll, Esc closes";
      case QuestionCard card -> legend(card);
    };
  }

  private static String legend(QuestionCard card) {
    if (card.noting()) {
      return "Type a note; Enter is done, Esc leaves it out";
    }
    return card.always() ? "For good, in every session: Enter says so" : CardKeys.CHOICES;
  }

  private static String legend(Menu menu) {
    if (menu.naming() != null) {
      return "Type the new name; Enter gives it, Esc doesn't";
    }
    if (menu.sure()) {
      return "Delete it for good? y/n";
    }
    return switch (menu.kind()) {
      case SESSIONS ->
          "Enter goes there, Ctrl+R renames, Del puts away, Tab shows %s, Esc closes"
              .formatted(menu.all() ? "fewer" : "all");
      case MODELS -> "Enter asks it from now on, Esc closes";
      case AGENTS -> "Enter begins a session with it, Esc closes";
      case SKILLS -> "Enter names it in your message, Esc closes";
      case SCHEDULES -> "Enter runs it now, Tab pauses or resumes, Del deletes, Esc closes";
    };
  }

  private static List<Line> menu(Menu menu, int columns, int height) {
    List<Menu.Row> rows = menu.shown();
    List<Line> lines = new ArrayList<>();
    lines.add(title(menu, rows.size(), columns));
    int preview = menu.preview().isEmpty() ? 0 : Math.min(PREVIEW, height / 2);
    int room = Math.max(0, height - 1 - preview);
    int top = Math.clamp(menu.selected() - room + 1, 0, Math.max(0, rows.size() - room));
    int names = names(rows, columns);
    for (int i = top; i < Math.min(rows.size(), top + room); i++) {
      lines.add(row(rows.get(i), i == menu.selected(), names, columns));
    }
    if (preview > 0) {
      lines.addAll(Collections.nCopies(Math.max(0, height - preview - lines.size()), Line.BLANK));
      lines.addAll(preview(menu, columns, preview));
    }
    return lines.subList(0, Math.min(height, lines.size()));
  }

  private static Line title(Menu menu, int count, int columns) {
    if (menu.naming() != null) {
      return Line.of(
          Style.PERSON, DisplayWidth.shorten("New name: " + menu.naming() + "▌", columns - 1));
    }
    String filter = menu.filter().isEmpty() ? "type to find" : PlainText.line(menu.filter()) + "▌";
    return Line.of(
        Style.STRONG,
        DisplayWidth.shorten("%s (%d)".formatted(menu.kind().title(), count), columns - 1),
        Style.QUIET,
        DisplayWidth.shorten(" · " + filter, columns / 2));
  }

  private static int names(List<Menu.Row> rows, int columns) {
    int widest = rows.stream().mapToInt(row -> DisplayWidth.of(row.name())).max().orElse(0);
    boolean bare = rows.stream().allMatch(row -> row.detail().isEmpty());
    return Math.min(widest, bare ? columns : Math.max(12, columns * 2 / NAMES / 2 + columns / 8));
  }

  private static Line row(Menu.Row row, boolean selected, int names, int columns) {
    String mark = (selected ? "› " : "  ") + (row.here() ? "● " : "  ");
    String name = DisplayWidth.pad(DisplayWidth.shorten(row.name(), names), names);
    Style style = selected ? Style.PERSON : row.off() ? Style.QUIET : Style.PLAIN;
    int room = Math.max(0, columns - 1 - DisplayWidth.of(mark) - names - 2);
    return new Line(
        List.of(
            new Span(Style.PERSON, mark),
            new Span(style, name + "  "),
            new Span(Style.QUIET, DisplayWidth.shorten(row.detail(), room))));
  }

  private static List<Line> preview(Menu menu, int columns, int height) {
    List<Line> lines = new ArrayList<>();
    lines.add(Line.of(Style.QUIET, "─".repeat(columns)));
    List<Line> said = menu.preview();
    for (Line line : said.subList(Math.max(0, said.size() - height + 1), said.size())) {
      lines.add(cut(line, columns));
    }
    return lines;
  }

  private static Line cut(Line line, int columns) {
    return new Line(
        line.spans().stream()
            .map(span -> new Span(span.style(), DisplayWidth.shorten(span.text(), columns - 3)))
            .toList());
  }

  private static Shown sheet(Sheet sheet, int columns, int height) {
    List<Line> rows = sheet.rows(columns);
    Sheet seen = sheet.at(top(sheet.top(), rows, height));
    return new Shown(scrolled(sheet.title(), rows, seen.top(), columns, height), seen);
  }

  private static int top(int wanted, List<Line> rows, int height) {
    return Math.clamp(wanted, 0, Math.max(0, rows.size() - height + 1));
  }

  /** A title, and as many rows as there is room for. */
  private static List<Line> scrolled(
      String title, List<Line> rows, int top, int columns, int height) {
    int room = Math.max(0, height - 1);
    List<Line> lines = new ArrayList<>();
    lines.add(titled(title, rows.size() - top - room, columns));
    lines.addAll(rows.subList(top, Math.min(rows.size(), top + room)));
    return lines.subList(0, Math.min(height, lines.size()));
  }

  private static Line titled(String title, int below, int columns) {
    String more = below > 0 ? "  (%d more below)".formatted(below) : "";
    return Line.of(Style.STRONG, DisplayWidth.shorten(title, columns - 1), Style.QUIET, more);
  }

  private static Shown card(Screen screen, QuestionCard card, int columns, int height) {
    List<ApprovalEvent.Requested> questions = screen.conversation().questions();
    if (questions.isEmpty()) {
      return new Shown(List.of(), card);
    }
    List<Line> rows = new ArrayList<>();
    for (Line line : CallText.of(questions.getFirst())) {
      rows.addAll(SpanWrap.words(line.spans(), columns - 1));
    }
    if (card.noting() || !card.note().isEmpty()) {
      rows.add(
          Line.of(Style.PERSON, "Note: ", Style.PLAIN, card.note() + (card.noting() ? "▌" : "")));
    }
    String more = questions.size() > 1 ? " (1 of %d)".formatted(questions.size()) : "";
    QuestionCard seen = card.scrolled(top(card.top(), rows, height));
    return new Shown(scrolled("May I run this?" + more, rows, seen.top(), columns, height), seen);
  }
}
