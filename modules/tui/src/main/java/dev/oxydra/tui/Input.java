package dev.oxydra.tui;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.ServerFrame;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the one UI thread is told. */
sealed interface Input {
  record Pressed(Key key) implements Input {}

  /** The keyboard is gone. */
  record InputClosed(String reason) implements Input {}

  record Resized() implements Input {}

  /** The process was stopped, and goes on: somebody else may have had the terminal. */
  record Continued() implements Input {}

  /** The terminal has told its background, as {@code 0xrrggbb}. */
  record Background(int rgb) implements Input {}

  /** A connection stands; nothing has been said on it. */
  record LinkUp() implements Input {}

  /**
   * There is no connection.
   *
   * @param reason why, for people
   * @param retryAt when the next attempt begins
   */
  record LinkDown(String reason, Instant retryAt) implements Input {}

  /** What files the workspace has, relative to it. */
  record FilesListed(List<String> files) implements Input {}

  /** What the person's own commands say, by their names. */
  record CommandsRead(Map<String, String> commands) implements Input {}

  /** A file was read that is to be sent. */
  record Attached(String name, Attachment file) implements Input {}

  /** A text that belongs into the message: of a file, or what was taken for one's name. */
  record Inserted(String text) implements Input {}

  /** The person has written a message in an editor of their own. */
  record Edited(String text) implements Input {}

  /** Something was done beside. */
  record Told(String text) implements Input {}

  /** Something could not be done. */
  record Failed(String reason) implements Input {}

  record Received(ServerFrame frame) implements Input {}

  /** The server sent what this program can't read. */
  record Garbled(String reason) implements Input {}
}
