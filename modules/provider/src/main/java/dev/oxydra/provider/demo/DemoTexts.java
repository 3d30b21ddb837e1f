package dev.oxydra.provider.demo;

import dev.oxydra.types.ToolCall;
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

  static final String NOT_UNDERSTOOD =
      "I don't understand that: I am a handful of rules, not a model.\n";

  static final String NO_NOTES =
      "I don't remember anything yet. Tell me something: `remember I like tea`.";

  private DemoTexts() {}

  /** What came of a call, in a sentence. */
  static String of(ToolCall call, ToolResult result) {
    String text = result.text().strip();
    return switch (result.outcome()) {
      case OK -> done(call, text);
      case ERROR -> "That didn't work. " + call.name() + " says:\n" + text;
      case CANCELLED -> call.name() + " was cancelled.";
      case UNKNOWN -> call.name() + " may or may not have run:\n" + text;
    };
  }

  private static String done(ToolCall call, String text) {
    return switch (call.name()) {
      case "file_read" -> call.arguments().path("path").asText() + " says:\n" + text;
      case "file_list" ->
          "Here is " + call.arguments().path("path").asText("/shared") + ":\n" + text;
      case "file_search" -> "Search result:\n" + text;
      case "shell_exec" -> "`" + call.arguments().path("command").asText() + "` ran:\n" + text;
      default -> text.isEmpty() ? "Done." : "Done. " + text + ".";
    };
  }
}
