package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import org.jspecify.annotations.Nullable;

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

  /**
   * Read a file that is to be sent.
   *
   * @param otherwise the text that this is if there is no such file; null for a mistake
   */
  record Attach(String path, @Nullable String otherwise) implements Effect {}

  /** Say what files the workspace has. */
  record ListFiles() implements Effect {}

  /**
   * Write a part of a session that is exported.
   *
   * @param export which one it is a part of
   * @param name what the file is to be called
   */
  record Write(String export, String name, String text, boolean last) implements Effect {}

  /** Paint everything again: something else wrote to the terminal. */
  record Repaint() implements Effect {}

  /** Let the person write a message in an editor of their own. */
  record Edit(String text) implements Effect {}

  /** Give the terminal back and stop, until the person's shell lets the program go on. */
  record Suspend() implements Effect {}

  /** Take the terminal over again, after somebody else may have had it. */
  record Retake() implements Effect {}

  record SetTheme(Appearance.Choice choice) implements Effect {}

  /**
   * The terminal's background is known.
   *
   * @param light whether dark text is to be read on it
   */
  record Background(boolean light) implements Effect {}

  /** Put text on the clipboard of the person's terminal. */
  record Copy(String text) implements Effect {}

  /** Ring the terminal's bell. */
  record Bell() implements Effect {}
}
