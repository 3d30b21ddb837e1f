package dev.oxydra.gateway;

import dev.oxydra.types.CheckpointEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The turns of a session whose changes of the files stand, as its journal tells: those that were
 * undone are not among them, and are again when that was taken back.
 */
final class UndoStack {
  private static final int PAGE = 1000;

  /** What stood before a turn, by the turn; and before a restore, by what it was kept as. */
  private final Map<TurnId, List<TurnId>> before = new HashMap<>();

  private List<TurnId> standing = List.of();

  /** That of a session now. */
  static UndoStack read(Journal journal, SessionId session) {
    UndoStack stack = new UndoStack();
    long cursor = 0;
    List<Event> page;
    do {
      page = journal.read(session, cursor, PAGE);
      for (Event event : page) {
        stack.add(event);
        cursor = event.seq();
      }
    } while (page.size() == PAGE);
    return stack;
  }

  private void add(Event event) {
    TurnId turn = event.turnId();
    if (event.payload() instanceof CheckpointEvent.Created && turn != null) {
      before.put(turn, standing);
      List<TurnId> more = new ArrayList<>(standing);
      more.add(turn);
      standing = more;
    } else if (event.payload() instanceof CheckpointEvent.Restored restored) {
      before.put(restored.savedAs(), standing);
      standing = Objects.requireNonNullElse(before.get(restored.turnId()), List.of());
    }
  }

  /** Those that can be undone, the last one first. */
  List<TurnId> standing() {
    return standing.reversed();
  }

  /** Whether the files were kept under this id. */
  boolean knows(TurnId turn) {
    return before.containsKey(turn);
  }
}
