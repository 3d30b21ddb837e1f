package dev.oxydra.tui;

import dev.oxydra.types.ServerFrame;
import java.time.Instant;

/** What the one UI thread is told. */
sealed interface Input {
  record Pressed(Key key) implements Input {}

  /** The keyboard is gone. */
  record InputClosed(String reason) implements Input {}

  record Resized() implements Input {}

  /** A connection stands; nothing has been said on it. */
  record LinkUp() implements Input {}

  /**
   * There is no connection.
   *
   * @param reason why, for people
   * @param retryAt when the next attempt begins
   */
  record LinkDown(String reason, Instant retryAt) implements Input {}

  record Received(ServerFrame frame) implements Input {}

  /** The server sent what this program can't read. */
  record Garbled(String reason) implements Input {}
}
