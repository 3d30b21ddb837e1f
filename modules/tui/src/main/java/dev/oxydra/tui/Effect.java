package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;

/** What the model asks the loop to do. */
sealed interface Effect {
  record Send(ClientFrame frame) implements Effect {}

  /**
   * End.
   *
   * @param code the exit code
   * @param message what to say about it, empty for nothing
   */
  record Quit(int code, String message) implements Effect {}

  /** Paint everything again: something else wrote to the terminal. */
  record Repaint() implements Effect {}
}
