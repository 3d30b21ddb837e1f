package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/**
 * Feature {@code undo}: the answer to {@code undo} and {@code rewind}.
 *
 * @param turnId before which turn {@code /shared} was as it is now
 * @param savedAs the {@code turn_id} of a {@code rewind} that takes this back
 * @param rewritten how many files, folders and links have their earlier content, mode or target
 * @param made how many are there again
 * @param removed how many are not there any more
 * @param files the paths of all those; the first ones if there are many
 * @param notKept the paths that are not as they were, each with the reason; the first ones if there
 *     are many
 */
public record FilesRestored(
    String requestId,
    ServerFrame.SessionRef session,
    TurnId turnId,
    TurnId savedAs,
    long rewritten,
    long made,
    long removed,
    List<String> files,
    List<String> notKept)
    implements ServerFrame {
  public FilesRestored {
    Objects.requireNonNull(requestId, "request_id");
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(turnId, "turn_id");
    Objects.requireNonNull(savedAs, "saved_as");
    files = List.copyOf(files);
    notKept = List.copyOf(notKept);
  }
}
