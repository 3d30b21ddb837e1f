package dev.oxydra.provider.demo;

import dev.oxydra.types.ToolResult;

/** What the demo says. */
final class DemoTexts {
  static final String INTRODUCTION =
      """
      I am the built-in demo, a handful of rules and not a model. For a real one set \
      OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY, or start Ollama, then run \
      `./runner restart`.\
      """;

  static final String ABILITIES =
      """
      I understand these requests:
      - list files
      - read notes.txt (or two at once: read a.txt and b.txt)
      - write notes.txt: hello
      - delete notes.txt
      - search hello
      - run ls -l
      - remember I like tea
      - what do you remember
      - count to 10\
      """;

  private DemoTexts() {}

  /** A tool's result in a sentence. */
  static String of(String tool, ToolResult result) {
    String text = result.text().strip();
    return switch (result.outcome()) {
      case OK -> text.isEmpty() ? "Done: " + tool + "." : "Done, " + tool + " says:\n" + text;
      case ERROR -> "That didn't work, " + tool + " says:\n" + text;
      case CANCELLED -> tool + " was cancelled.";
      case UNKNOWN -> tool + " may or may not have run:\n" + text;
    };
  }
}
