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
}
