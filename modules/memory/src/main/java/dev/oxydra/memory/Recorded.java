package dev.oxydra.memory;

import dev.oxydra.memory.Backups.Made;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Notes that a copy was made. */
record Recorded(Made made) implements Rewrite {
  @Override
  public Rewritten run(EventTable table, long lastSeq, Instant now) throws SQLException {
    made.insert(table.database());
    return new Rewritten(List.of(), lastSeq);
  }
}
