package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps {@code /shared} as it is before a turn changes it, and brings it back. It is always the
 * whole folder, whichever sessions and programs have changed it. Safe for use by any thread;
 * methods throw a {@link CheckpointException} for what can't be done.
 */
public interface Checkpoints {
  /** Nothing is kept. */
  Checkpoints NONE = new None();

  /** Whether anything is kept at all. */
  boolean enabled();

  /**
   * Keeps the folder as it is, unless that was done for this turn already.
   *
   * @throws InterruptedException when the thread is interrupted; nothing is kept then
   */
  Taken take(SessionId session, TurnId turn) throws InterruptedException;

  /**
   * Brings the folder back to what it was before one of some turns: before the first of them that
   * it differs from, or before the last of them if it differs from none. As it is now, it is kept
   * under a new id before. Turns of which nothing is kept are passed over.
   *
   * @param turns of this session, or ids under which an earlier call has kept something
   * @param done is given the result, unless it {@link Restored#isNothing}, before this forgets that
   *     it is under way; when the process ends before that, {@link #recover} does it again
   * @throws CheckpointException when nothing is kept of any of them, too
   */
  Restored restore(SessionId session, List<TurnId> turns, Consumer<Restored> done)
      throws InterruptedException;

  /**
   * Finishes what an earlier process was in the middle of. To be called before anything else.
   *
   * @param done see {@link #restore}
   */
  Optional<Restored> recover(Consumer<Restored> done);

  /**
   * What is kept.
   *
   * @param files how many files, folders and links
   * @param bytes how large the files are together
   * @param skipped how much could not be kept
   */
  record Taken(long files, long bytes, long skipped) {}

  /**
   * What was brought back.
   *
   * @param turn before which turn the folder was as it is now
   * @param savedAs under which id it is kept as it was before
   * @param rewritten how many have their earlier content, mode or target again
   * @param made how many are there again
   * @param removed how many are not there any more
   * @param files the paths of all those, as tools show them; the first ones if there are many
   * @param notKept the paths that are not as they were, each with the reason; the first ones if
   *     there are many
   */
  record Restored(
      SessionId session,
      TurnId turn,
      TurnId savedAs,
      long rewritten,
      long made,
      long removed,
      List<String> files,
      List<String> notKept) {
    public Restored {
      Objects.requireNonNull(session, "session");
      Objects.requireNonNull(turn, "turn");
      Objects.requireNonNull(savedAs, "savedAs");
      files = List.copyOf(files);
      notKept = List.copyOf(notKept);
    }

    /** How many were changed, made or removed. */
    public long changed() {
      return rewritten + made + removed;
    }

    /** Whether the folder was as it had been already. */
    public boolean isNothing() {
      return changed() == 0 && notKept.isEmpty();
    }
  }

  /** See {@link #NONE}. */
  final class None implements Checkpoints {
    private static final String OFF =
        "Nothing is kept of /shared: tools.checkpoints.enabled is false";

    private None() {}

    @Override
    public boolean enabled() {
      return false;
    }

    @Override
    public Taken take(SessionId session, TurnId turn) {
      throw new CheckpointException(OFF);
    }

    @Override
    public Restored restore(SessionId session, List<TurnId> turns, Consumer<Restored> done) {
      throw new CheckpointException(OFF);
    }

    @Override
    public Optional<Restored> recover(Consumer<Restored> done) {
      return Optional.empty();
    }
  }
}
