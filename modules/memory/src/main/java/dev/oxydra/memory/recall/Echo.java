package dev.oxydra.memory.recall;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Something that a turn was shown of the memory. What repeats it is not taken into memory again: it
 * would be found beside it, and outlive it.
 *
 * @param from where it is from, see {@link #ofNote}, {@link #ofEvent} and {@link #ofSession}
 * @param stems what it says
 */
record Echo(Set<String> from, Set<String> stems) {
  Echo(Set<String> from, List<String> stems) {
    this(from, new HashSet<>(stems));
  }

  /** How much of a passage's words make it a repetition. */
  private static final double REPEATED = 0.8;

  Echo {
    from = Set.copyOf(from);
  }

  static String ofNote(String id) {
    return "note " + id;
  }

  static String ofEvent(long seq) {
    return "event " + seq;
  }

  static String ofSession(String id) {
    return "session " + id;
  }

  /** Whether a passage says hardly anything that this doesn't. */
  boolean isRepeatedBy(Set<String> passage) {
    long same = passage.stream().filter(stems::contains).count();
    return !passage.isEmpty() && same >= REPEATED * passage.size();
  }
}
