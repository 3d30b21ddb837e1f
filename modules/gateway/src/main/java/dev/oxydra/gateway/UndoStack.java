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
import org.jspecify.annotations.Nullable;

/**
 * The turns of a session whose changes of the files stand, as its journal tells: those that were
 * undone are not among them, and are again when that was taken back.
 */
final class UndoStack {
  private static final int PAGE = 1000;

  /** What stood before a turn, by the turn; and before a restore, by what it was kept as. */
  private final Map<TurnId, Standing> before = new HashMap<>();

  private Standing standing = Standing.NOTHING;

  /** A turn, and those below it: stacks share what they have in common. */
  private record Standing(@Nullable TurnId turn, @Nullable Standing below) {
    static final Standing NOTHING = new Standing(null, null);
  }

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
      standing = new Standing(turn, standing);
    } else if (event.payload() instanceof CheckpointEvent.Restored restored) {
      before.put(restored.savedAs(), standing);
      standing = before.getOrDefault(restored.turnId(), Standing.NOTHING);
    }
  }

  /** Those that can be undone, the last one first. */
  List<TurnId> standing() {
    List<TurnId> turns = new ArrayList<>();
    for (Standing at = standing; at != null && at.turn() != null; at = at.below()) {
      turns.add(at.turn());
    }
    return turns;
  }

  /** Whether the files were kept under this id. */
  boolean knows(TurnId turn) {
    return before.containsKey(turn);
  }
}
