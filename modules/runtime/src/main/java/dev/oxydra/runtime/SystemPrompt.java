package dev.oxydra.runtime;

/** The built-in system prompt, read on first use. */
final class SystemPrompt {
  private static final String TEXT = Prompt.of("system.md");

  private SystemPrompt() {}

  static String builtIn() {
    return TEXT;
  }
}
