package dev.oxydra.types;

import java.util.List;

/** The files that the user has sent in a session. */
@FunctionalInterface
public interface SentFiles {
  /** None. */
  SentFiles NONE = back -> List.of();

  /**
   * Those of one message, in their order; empty where there are not so many messages with files.
   *
   * @param back which of the messages that have files: 0 for the latest, 1 for the one before it
   */
  List<Attachment> of(int back);
}
