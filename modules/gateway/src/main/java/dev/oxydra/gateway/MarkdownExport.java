package dev.oxydra.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Message;
import dev.oxydra.types.SessionInfo;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A session as Markdown, to be read: its messages and tool calls, one event after the other. */
final class MarkdownExport {
  private MarkdownExport() {}

  /** What stands above the conversation. */
  static String head(SessionInfo session) {
    return """
    # %s

    Session %s with agent %s, begun %s.
    """
        .formatted(
            Objects.requireNonNullElse(session.displayName(), session.sessionId().value()),
            session.sessionId(),
            session.agentName(),
            time(session.createdAt()));
  }

  /** An event's part of the conversation; empty where it has none. */
  static String of(Event event) {
    return switch (event.payload()) {
      case EventPayload.UserMessage said -> message("User", event, said.message(), "");
      case EventPayload.AssistantMessage said ->
          message(
              "Assistant", event, said.message(), said.interrupted() ? "\n*Cut off here.*\n" : "");
      case EventPayload.ToolCalled called -> call(called);
      case EventPayload.ToolResulted resulted -> result(resulted);
      case EventPayload.TurnFailed failed ->
          "\n*The turn failed: %s*\n".formatted(failed.message());
      case EventPayload.TurnCancelled cancelled -> "\n*The turn was cancelled.*\n";
      default -> "";
    };
  }

  private static String message(String who, Event event, Message message, String after) {
    String text = message.text();
    List<Attachment> files = message.parts(Attachment.class);
    if (text.isBlank() && files.isEmpty()) {
      return after;
    }
    return "\n## %s · %s\n".formatted(who, time(event.ts()))
        + (text.isBlank() ? "" : "\n" + text.strip() + "\n")
        + files(files)
        + after;
  }

  private static String files(List<Attachment> files) {
    return files.isEmpty()
        ? ""
        : IntStream.range(0, files.size())
            .mapToObj(i ->
                "- Attachment %d: %s, %,d bytes"
                    .formatted(i + 1, files.get(i).mimeType(), files.get(i).data().length))
            .collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static String call(EventPayload.ToolCalled called) {
    JsonNode arguments = called.arguments();
    return "\n**Tool call** `%s`\n\n%s"
        .formatted(
            called.name(),
            arguments.isTextual()
                ? fenced("", arguments.textValue())
                : fenced("json", arguments.toPrettyString()));
  }

  private static String result(EventPayload.ToolResulted resulted) {
    return "\n**Result** of `%s`: %s, %,d ms\n\n%s"
        .formatted(
            resulted.name(),
            resulted.outcome().name().toLowerCase(Locale.ROOT),
            resulted.durationMs(),
            fenced("", resulted.text()));
  }

  /** A code block whose fence is longer than any in the text. */
  private static String fenced(String language, String text) {
    String fence = "`".repeat(Math.max(3, longestRun(text) + 1));
    return fence + language + "\n" + text + (text.endsWith("\n") ? "" : "\n") + fence + "\n";
  }

  private static int longestRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      run = text.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  private static Instant time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }
}
