package dev.oxydra.types;

import java.util.List;

/**
 * What an agent notes down for the rest of a session. Its methods block, may be called by any
 * thread, and throw a {@link ToolException} with a reason for the model when they can't do what is
 * asked.
 */
public interface Scratchpad {
  /** How many items a session may have. */
  int MAX_ITEMS = 32;

  /** The longest item, in characters. */
  int MAX_LENGTH = 240;

  /** A session's items, in order; none at first. */
  List<String> read(SessionId session);

  /** Puts these items in the place of those that there were, at most {@link #MAX_ITEMS}. */
  void write(SessionId session, List<String> items);
}
