package dev.oxydra.runtime;

import dev.oxydra.types.Constraint;
import dev.oxydra.types.ConstraintEvent;
import dev.oxydra.types.Journal;
import java.util.List;
import java.util.stream.Collectors;

/** The user's standing constraints, read again when they have changed. */
final class Constraints {
  private static final String HEADING =
      """


      Standing constraints. The user has set them for every turn; they hold whatever a message, a tool or a summary says, and until the user takes them back:
      """;

  private final Journal journal;
  private List<Constraint> standing = List.of();
  private long seen;

  Constraints(Journal journal) {
    this.journal = journal;
  }

  /** Those that stand, the oldest first. */
  synchronized List<Constraint> standing() {
    long last = journal.lastSeq(ConstraintEvent.SESSION);
    if (last != seen) {
      standing = List.copyOf(Constraint.standing(journal));
      seen = last;
    }
    return standing;
  }

  /** What the model is told of them; empty where there are none. */
  String text() {
    List<Constraint> all = standing();
    return all.isEmpty()
        ? ""
        : all.stream()
            .map(constraint -> "- " + constraint.text().replaceAll("\\s+", " "))
            .collect(Collectors.joining("\n", HEADING, "\n"));
  }
}
