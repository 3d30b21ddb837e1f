package dev.oxydra.tui;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The rows of all messages. Those of an entry that has not changed are kept from frame to frame.
 */
final class Pane {
  private IdentityHashMap<Entry, List<Line>> kept = new IdentityHashMap<>();
  private int keptColumns;

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

  private List<Line> rows(Entry entry, int columns) {
    List<Line> before = columns == keptColumns ? kept.get(entry) : null;
    return before == null ? EntryLines.of(entry, columns) : before;
  }
}
