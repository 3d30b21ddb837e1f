package dev.oxydra.types;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the user wants of every turn.
 *
 * @param id a UUIDv7
 * @param since when it was set
 */
public record Constraint(String id, String text, Instant since) {
  /** How many may stand at once. */
  public static final int MAX_COUNT = 50;

  /** How long one may be, in characters. */
  public static final int MAX_LENGTH = 500;

  private static final int PAGE = 500;

  public Constraint {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(since, "since");
  }

  /** Those that stand, the oldest first. */
  public static List<Constraint> standing(Journal journal) {
    Map<String, Constraint> standing = new LinkedHashMap<>();
    long cursor = 0;
    List<Event> page;
    do {
      page = journal.read(ConstraintEvent.SESSION, cursor, PAGE);
      for (Event event : page) {
        if (event.payload() instanceof ConstraintEvent.Added(String id, String text)) {
          standing.put(id, new Constraint(id, text, event.ts()));
        } else if (event.payload() instanceof ConstraintEvent.Removed(String id)) {
          standing.remove(id);
        }
        cursor = event.seq();
      }
    } while (page.size() == PAGE);
    return new ArrayList<>(standing.values());
  }
}
