package dev.oxydra.tui;

import dev.oxydra.tui.Line.Span;
import dev.oxydra.tui.Line.Style;
import dev.oxydra.types.SessionId;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rows of a list over the conversation. */
final class OverlayLines {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

  /** How many rows of a text are shown, and of that under the cursor. */
  private static final int ROWS = 2;

  private static final int SELECTED_ROWS = 8;
  private static final String INDENT = "    ";

  private OverlayLines() {}

  /**
   * @param height how many there may be
   */
  static List<Line> of(Overlay overlay, Map<SessionId, String> names, int columns, int height) {
    List<Line> lines = new ArrayList<>();
    int from = 0;
    int to = 0;
    for (int i = 0; i < overlay.items().size(); i++) {
      from = i == overlay.selected() ? lines.size() : from;
      lines.addAll(item(overlay, i, names, columns));
      to = i == overlay.selected() ? lines.size() : to;
    }
    int room = Math.max(0, height - 1);
    int top = Math.max(0, Math.min(from, to - room));
    List<Line> shown = new ArrayList<>();
    if (height > 0) {
      shown.add(Line.of(Style.STRONG, DisplayWidth.shorten(title(overlay), columns - 1)));
    }
    shown.addAll(lines.subList(top, Math.min(lines.size(), top + room)));
    return shown;
  }

  private static String title(Overlay overlay) {
    String what =
        switch (overlay.kind()) {
          case NOTES -> "Notes";
          case FOUND -> "Found";
          case FORGET -> "Forget";
          case RECALLED -> "Recalled";
        };
    String count = " (%d)".formatted(overlay.items().size());
    String notice = overlay.notice();
    return what + count + (notice == null ? "" : ": " + PlainText.line(notice));
  }

  /** What the keys do. */
  static String legend(Overlay overlay) {
    if (overlay.asking()) {
      int count = overlay.ticked().size();
      return "Forget %d item%s for good? y/n".formatted(count, count == 1 ? "" : "s");
    }
    return overlay.kind() == Overlay.Kind.FORGET
        ? "Space selects, a selects all, Enter forgets what is selected, Esc closes"
        : "Enter goes there, Esc closes";
  }

  private static List<Line> item(
      Overlay overlay, int index, Map<SessionId, String> names, int columns) {
    Overlay.Item item = overlay.items().get(index);
    boolean selected = index == overlay.selected();
    String tick =
        overlay.kind() != Overlay.Kind.FORGET
            ? ""
            : overlay.ticked().contains(index) ? "[x] " : "[ ] ";
    String head = DisplayWidth.shorten(tick + provenance(item, names), columns - 3);
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line(
            List.of(
                new Span(Style.PERSON, selected ? "› " : "  "),
                new Span(selected ? Style.PERSON : Style.QUIET, head))));
    List<String> rows = Wrap.words(PlainText.line(item.text()), columns - INDENT.length() - 1);
    int most = selected ? SELECTED_ROWS : ROWS;
    for (int i = 0; i < Math.min(rows.size(), most); i++) {
      boolean cut = i == most - 1 && rows.size() > most;
      lines.add(Line.of(Style.PLAIN, INDENT + rows.get(i) + (cut ? "…" : "")));
    }
    return lines;
  }

  /** When, who, and in which session. */
  private static String provenance(Overlay.Item item, Map<SessionId, String> names) {
    List<String> parts = new ArrayList<>();
    if (item.at() != null) {
      parts.add(TIME.format(item.at().atZone(ZoneId.systemDefault())));
    }
    String who = who(item.source());
    if (!who.isEmpty()) {
      parts.add(who);
    }
    if (item.session() != null) {
      parts.add(new Session(item.session(), names.get(item.session())).label());
    }
    if (item.place().noteId() != null) {
      parts.add("note");
    }
    item.tags().forEach(tag -> parts.add("#" + PlainText.line(tag)));
    if (item.newer()) {
      parts.add("an older note says something else");
    }
    return String.join(" · ", parts);
  }

  private static String who(String source) {
    return switch (source) {
      case "user" -> "you";
      case "assistant" -> "the agent";
      default -> PlainText.line(source);
    };
  }
}
