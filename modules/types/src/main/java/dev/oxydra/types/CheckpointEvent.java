package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/** What was kept of {@code /shared}, and brought back; see {@link Checkpoints}. */
public sealed interface CheckpointEvent extends EventPayload {

  /**
   * The folder was kept as it was before the first change of the event's turn.
   *
   * @param files how many files, folders and links that are
   * @param bytes how large the files are together
   * @param skipped how much could not be kept, such as what is too large
   */
  record Created(long files, long bytes, long skipped) implements CheckpointEvent {}

  /**
   * It could not be kept: what the event's turn changes can't be undone.
   *
   * @param message why, and what to do, for people
   */
  record Failed(String message) implements CheckpointEvent {
    public Failed {
      Objects.requireNonNull(message, "message");
    }
  }

  /**
   * The folder was brought back to what it was before a turn.
   *
   * @param turnId that turn, or an earlier {@code savedAs}
   * @param changed how many files, folders and links were changed, made or removed for that
   * @param notKept the paths that are not as they were, each with the reason; the first ones if
   *     there are many
   * @param savedAs under which id the folder is kept as it was before this
   */
  record Restored(TurnId turnId, long changed, List<String> notKept, TurnId savedAs)
      implements CheckpointEvent {
    public Restored {
      Objects.requireNonNull(turnId, "turn_id");
      notKept = List.copyOf(notKept);
      Objects.requireNonNull(savedAs, "saved_as");
    }
  }
}
