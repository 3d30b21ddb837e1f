package dev.oxydra.runner;

import org.jspecify.annotations.Nullable;

/** Where answers come from, a line each. */
interface LineInput {
  /** Null at the end of input. */
  @Nullable String read();

  /** The same, without showing what is typed. */
  @Nullable String readHidden();
}
