package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be done to a user's journal as a whole, while it is in use or not. */
public interface Maintenance {

  /** Reads everything and says what is wrong with it. */
  Report check();

  /** Drops the projections and builds them anew. */
  Report rebuild();

  /**
   * Writes a copy of the journal as it is now, without holding up who writes to it.
   *
   * @param name of the copy's file in the folder {@code backups} beside the journal
   */
  Report backup(String name);

  /** What is asked for. */
  enum Operation {
    @JsonProperty("check")
    CHECK,
    @JsonProperty("rebuild")
    REBUILD,
    @JsonProperty("backup")
    BACKUP,
    /** Puts a copy in the journal's place: for a guest that serves nobody. */
    @JsonProperty("restore")
    RESTORE
  }

  /**
   * How it went.
   *
   * @param problems what is wrong and what to do, for people; none is well
   * @param schemaVersion the journal's
   * @param events how many it has
   * @param sessions how many sessions it has
   * @param lastSeq its last event; 0 in an empty one
   * @param bytes the file's size
   * @param file the copy's name, where one was made or used
   */
  record Report(
      List<String> problems,
      int schemaVersion,
      long events,
      long sessions,
      long lastSeq,
      long bytes,
      @Nullable String file) {
    public Report {
      problems = List.copyOf(problems);
    }
  }
}
