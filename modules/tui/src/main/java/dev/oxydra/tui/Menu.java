package dev.oxydra.tui;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A list to choose from, over the conversation. What is typed leaves those that have all its words.
 *
 * @param all whether those are listed that lists leave out
 * @param filter what was typed
 * @param selected which of {@link #shown} the cursor is on
 * @param naming the new name that is being typed for the selected one; null for none
 * @param sure whether the person is asked once more
 * @param preview what is shown of the selected one; empty for nothing
 */
record Menu(
    Kind kind,
    List<Row> rows,
    boolean all,
    String filter,
    int selected,
    @Nullable String naming,
    boolean sure,
    List<Line> preview)
    implements Panel {

  /** What it is a list of. */
  enum Kind {
    SESSIONS("Sessions"),
    MODELS("Models"),
    AGENTS("Agents"),
    SKILLS("Skills"),
    SCHEDULES("Schedules");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /**
   * One of them.
   *
   * @param id what requests call it
   * @param name what people call it
   * @param detail what else there is to know, on one line
   * @param here whether it is the one in use
   * @param off whether it is put away, or doesn't work at present
   */
  record Row(String id, String name, String detail, boolean here, boolean off) {
    Row {
      name = PlainText.line(name);
      detail = PlainText.line(detail);
    }

    private boolean has(String filter) {
      String text = (name + " " + detail + " " + id).toLowerCase(Locale.ROOT);
      return Arrays.stream(filter.toLowerCase(Locale.ROOT).strip().split("\\s+"))
          .allMatch(text::contains);
    }
  }

  Menu {
    rows = List.copyOf(rows);
    preview = List.copyOf(preview);
  }

  static Menu of(Kind kind, List<Row> rows, boolean all) {
    Menu menu = new Menu(kind, rows, all, "", 0, null, false, List.of());
    int here = rows.stream().map(Row::here).toList().indexOf(true);
    return menu.at(here);
  }

  /** Those that have what was typed. */
  List<Row> shown() {
    return rows.stream().filter(row -> row.has(filter)).toList();
  }

  /** The one that the cursor is on; null where none is shown. */
  @Nullable Row row() {
    List<Row> shown = shown();
    return shown.isEmpty() ? null : shown.get(Math.clamp(selected, 0, shown.size() - 1));
  }

  /** Whether the cursor is on it. */
  boolean isOn(String id) {
    Row row = row();
    return row != null && row.id().equals(id);
  }

  Menu at(int index) {
    int last = Math.max(0, shown().size() - 1);
    return new Menu(kind, rows, all, filter, Math.clamp(index, 0, last), null, false, List.of());
  }

  Menu filtered(String words) {
    return new Menu(kind, rows, all, words, 0, null, false, List.of());
  }

  Menu naming(@Nullable String name) {
    return new Menu(kind, rows, all, filter, selected, name, false, preview);
  }

  Menu sure(boolean asking) {
    return new Menu(kind, rows, all, filter, selected, null, asking, preview);
  }

  Menu previewing(List<Line> text) {
    return new Menu(kind, rows, all, filter, selected, naming, sure, text);
  }

  /** The same list as it is now, with the cursor where it was. */
  Menu renewed(List<Row> now, boolean allOfThem) {
    Row before = row();
    Menu menu = new Menu(kind, now, allOfThem, filter, 0, null, false, List.of());
    List<String> ids = menu.shown().stream().map(Row::id).toList();
    int place = before == null ? -1 : ids.indexOf(before.id());
    return menu.at(place < 0 ? selected : place);
  }
}
