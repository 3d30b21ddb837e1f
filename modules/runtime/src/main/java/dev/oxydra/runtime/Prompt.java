package dev.oxydra.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Texts for models: the files beside this class. */
final class Prompt {
  private Prompt() {}

  /**
   * Reads one.
   *
   * @param name of the file, such as {@code system.md}
   */
  static String of(String name) {
    try (InputStream in = Prompt.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The built-in text " + name + " can't be read", e);
    }
  }
}
