package dev.oxydra.tools.checkpoints;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done for a folder to be as it is in a list again. What could not be kept, then or
 * now, is left as it is, with all that is below it.
 */
final class Plan {
  /** What is to be removed, in the order of the list. */
  final List<Entry> removals = new ArrayList<>();

  /** What is to be made, folders before what is in them. */
  final List<Entry> made = new ArrayList<>();

  /** What is there, of the same kind, and is to be changed. */
  final List<Change> changes = new ArrayList<>();

  /** What can't be as it was, each with the reason. */
  final List<String> notKept = new ArrayList<>();

  private @Nullable String blocked;

  private Plan() {}

  /**
   * @param from as it is now
   * @param to as it is to be
   */
  record Change(Entry from, Entry to) {}

  /** What leads from a list of now to one of then. */
  static Plan of(Path now, Path then) throws IOException {
    Plan plan = new Plan();
    try (EntryReader left = new EntryReader(now);
        EntryReader right = new EntryReader(then)) {
      while (left.peek() != null || right.peek() != null) {
        plan.step(left, right);
      }
    }
    return plan;
  }

  boolean isEmpty() {
    return removals.isEmpty() && made.isEmpty() && changes.isEmpty() && notKept.isEmpty();
  }

  private void step(EntryReader now, EntryReader then) throws IOException {
    Entry from = now.peek();
    Entry to = then.peek();
    if (from != null && to != null) {
      int order = Entry.compare(from.path(), to.path());
      from = order > 0 ? null : from;
      to = order < 0 ? null : to;
    }
    if (from != null) {
      now.advance();
    }
    if (to != null) {
      then.advance();
    }
    add(from, to);
  }

  private void add(@Nullable Entry from, @Nullable Entry to) {
    Entry any = from == null ? to : from;
    if (any == null || (blocked != null && Entry.isBelow(any.path(), blocked))) {
      return;
    }
    if (isSkipped(from) || isSkipped(to)) {
      skip(from, to);
    } else if (to == null) {
      removals.add(any);
    } else if (from == null) {
      made.add(to);
    } else if (from.kind() != to.kind()) {
      removals.add(from);
      made.add(to);
    } else if (!from.looksLike(to)) {
      changes.add(new Change(from, to));
    }
  }

  private static boolean isSkipped(@Nullable Entry entry) {
    return entry != null && entry.kind() == Entry.Kind.SKIPPED;
  }

  private void skip(@Nullable Entry from, @Nullable Entry to) {
    Entry skipped = isSkipped(to) || from == null ? to : from;
    if (skipped == null) {
      return;
    }
    blocked = skipped.path();
    boolean unchanged =
        from != null && to != null && from.kind() == to.kind() && from.stat().isSame(to.stat());
    if (!unchanged) {
      notKept.add(skipped.shown() + ": " + skipped.content());
    }
  }
}
