package dev.oxydra.runner;

import org.jspecify.annotations.Nullable;

/** Where answers come from, a line each. */
interface LineInput {
  /** Null at the end of input. */
  @Nullable String read();

  /**
   * The same, without showing what is typed.
   *
   * @param question shows the question; what is typed from then on is hidden
   */
  @Nullable String readHidden(Runnable question);
}
