package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all messages. Those of an entry that has not changed are kept from frame to frame,
 * and of an answer that grows those of what has settled.
 */
final class Pane {
  private IdentityHashMap<Entry, List<Line>> kept = new IdentityHashMap<>();
  private int keptColumns;
  private @Nullable MarkdownStream stream;

  List<Line> rows(List<Entry> entries, int columns) {
    IdentityHashMap<Entry, List<Line>> used = new IdentityHashMap<>();
    List<Line> rows = new ArrayList<>();
    Entry above = null;
    for (Entry entry : entries) {
      List<Line> own = rows(entry, columns);
      used.put(entry, own);
      if (EntryLines.apart(above, entry)) {
        rows.add(Line.BLANK);
      }
      rows.addAll(own);
      above = entry;
    }
    kept = used;
    keptColumns = columns;
    return rows;
  }

  /** The row that a message begins at, from 0; 0 for one that isn't there. */
  int row(List<Entry> entries, long seq, int columns) {
    int row = 0;
    Entry above = null;
    for (Entry entry : entries) {
      row += EntryLines.apart(above, entry) ? 1 : 0;
      if (Entries.seq(entry) == seq) {
        return row;
      }
      row += rows(entry, columns).size();
      above = entry;
    }
    return 0;
  }

  private List<Line> rows(Entry entry, int columns) {
    List<Line> before = columns == keptColumns ? kept.get(entry) : null;
    if (before != null) {
      return before;
    }
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
