package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all messages. From frame to frame those are kept that come before the first entry
 * that has changed, the rows of what only moved, and of an answer that grows those of what has
 * settled.
 */
final class Pane {
  private final List<Placed> placed = new ArrayList<>();
  private final List<Line> rows = new ArrayList<>();
  private int keptColumns;
  private @Nullable MarkdownStream stream;

  /**
   * An entry's place.
   *
   * @param start its first row, from 0, or the blank one before it
   * @param apart whether there is a blank one
   */
  private record Placed(Entry entry, List<Line> rows, int start, boolean apart) {}

  /** Valid until the next call. */
  List<Line> rows(List<Entry> entries, int columns) {
    int same = columns == keptColumns ? same(entries) : 0;
    List<Placed> gone = placed.subList(same, placed.size());
    Map<Entry, List<Line>> kept = columns == keptColumns ? rowsOf(gone) : Map.of();
    if (!gone.isEmpty()) {
      rows.subList(gone.getFirst().start(), rows.size()).clear();
      gone.clear();
    }
    keptColumns = columns;
    for (Entry entry : entries.subList(same, entries.size())) {
      List<Line> own = kept.get(entry);
      place(entry, own == null ? laidOut(entry, columns) : own);
    }
    return Collections.unmodifiableList(rows);
  }

  /** How many entries at the beginning are those of the last time. */
  private int same(List<Entry> entries) {
    int most = Math.min(entries.size(), placed.size());
    int same = 0;
    while (same < most && isSame(placed.get(same).entry(), entries.get(same))) {
      same++;
    }
    return same;
  }

  @SuppressWarnings("ReferenceEquality") // An entry that has changed is another one.
  private static boolean isSame(Entry one, Entry other) {
    return one == other;
  }

  private static Map<Entry, List<Line>> rowsOf(List<Placed> placed) {
    IdentityHashMap<Entry, List<Line>> rows = new IdentityHashMap<>();
    placed.forEach(it -> rows.put(it.entry(), it.rows()));
    return rows;
  }

  private void place(Entry entry, List<Line> own) {
    boolean apart = EntryLines.apart(placed.isEmpty() ? null : placed.getLast().entry(), entry);
    placed.add(new Placed(entry, own, rows.size(), apart));
    if (apart) {
      rows.add(Line.BLANK);
    }
    rows.addAll(own);
  }

  /** The row that a message begins at, as of the last time; 0 for one that isn't there. */
  int row(long seq) {
    return placed.stream()
        .filter(it -> Entries.seq(it.entry()) == seq)
        .findFirst()
        .map(it -> it.start() + (it.apart() ? 1 : 0))
        .orElse(0);
  }

  private List<Line> laidOut(Entry entry, int columns) {
    return entry instanceof Entry.Assistant said && said.streaming()
        ? growing(said, columns)
        : EntryLines.of(entry, columns);
  }

  private List<Line> growing(Entry.Assistant said, int columns) {
    int room = EntryLines.room(columns);
    MarkdownStream before = stream;
    MarkdownStream now =
        before != null && before.columns() == room
            ? before
            : new MarkdownStream(room, EntryLines::indented);
    stream = now;
    return now.rows(said.text());
  }
}
