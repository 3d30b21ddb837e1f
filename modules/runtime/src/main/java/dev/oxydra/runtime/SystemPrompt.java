package dev.oxydra.runtime;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The built-in system prompt, {@code system.md} beside this class, read on first use. */
final class SystemPrompt {
  private static final String TEXT = read();

  private SystemPrompt() {}

  static String builtIn() {
    return TEXT;
  }

  private static String read() {
    try (InputStream in = SystemPrompt.class.getResourceAsStream("system.md")) {
      if (in == null) {
        throw new FileNotFoundException("system.md");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The built-in system prompt can't be read", e);
    }
  }
}
