package dev.oxydra.memory;

import dev.oxydra.types.Event;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** A change of the file that is more than to append some rows; it has a transaction of its own. */
interface Rewrite {

  /**
   * Makes the change, on the writer's thread and in its transaction.
   *
   * @param lastSeq the last event's place
   * @throws IllegalArgumentException when what it is to be made of isn't there
   */
  Rewritten run(EventTable table, long lastSeq, Instant now) throws SQLException;

  /** Whether something was taken out of the file, of which nothing may be left anywhere. */
  default boolean erases() {
    return false;
  }

  /**
   * What was done.
   *
   * @param answer the events to tell the caller
   * @param lastSeq the last event's place now
   */
  record Rewritten(List<Event> answer, long lastSeq) {}
}
