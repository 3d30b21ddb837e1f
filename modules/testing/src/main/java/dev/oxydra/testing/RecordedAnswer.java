package dev.oxydra.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a recorded stream says, the same in every protocol.
 *
 * @param name of the stream, see {@link FakeReply#recorded(String, String)}
 * @param content of the answer, without what only its provider understands
 * @param finish why the model stopped
 * @param usage null where the stream doesn't tell
 */
record RecordedAnswer(
    String name, List<Content> content, FinishReason finish, @Nullable Usage usage) {
  private static final Usage USAGE = new Usage(120, 30, 0, 0);
  private static final ToolCall READ_A = call("call_a", "file_read", "{\"path\":\"a.txt\"}");
  private static final ToolCall READ_B = call("call_b", "file_read", "{\"path\":\"b.txt\"}");

  /** All that end as they should. */
  static final List<RecordedAnswer> ALL =
      List.of(
          new RecordedAnswer(
              "text", text("Grüße aus 東京 🗼."), FinishReason.STOP, new Usage(120, 30, 64, 0)),
          calls(
              "fragments",
              call("call_a", "file_write", "{\"path\":\"notes.txt\",\"content\":\"hello\"}")),
          calls("two_calls", READ_A, READ_B),
          calls("interleaved_calls", READ_A, READ_B),
          new RecordedAnswer(
              "text_and_call",
              List.of(new Content.Text("I will look."), READ_A),
              FinishReason.TOOL_CALLS,
              USAGE),
          new RecordedAnswer(
              "reasoning",
              List.of(thought(), new Content.Text("Done.")),
              FinishReason.STOP,
              new Usage(120, 30, 0, 20)),
          new RecordedAnswer(
              "reasoning_and_calls",
              List.of(thought(), READ_A, READ_B),
              FinishReason.TOOL_CALLS,
              new Usage(120, 30, 0, 20)),
          new RecordedAnswer("keepalive", text("still here"), FinishReason.STOP, null),
          new RecordedAnswer("unknown_event", text("still here"), FinishReason.STOP, null),
          new RecordedAnswer("length", text("This is too lo"), FinishReason.LENGTH, USAGE),
          new RecordedAnswer("filtered", text("I can"), FinishReason.CONTENT_FILTER, null),
          calls("empty_arguments", call("call_a", "file_list", "{}")),
          calls(
              "invalid_arguments",
              new ToolCall("call_a", "file_read", TextNode.valueOf("{\"path\": oops"))),
          new RecordedAnswer(
              "image",
              List.of(
                  new Content.Text("Here it is."),
                  new Attachment("image/png", new byte[] {1, 2, 3})),
              FinishReason.STOP,
              null));

  private static List<Content> text(String text) {
    return List.of(new Content.Text(text));
  }

  private static Content thought() {
    return new Content.Reasoning("First I think.", null);
  }

  private static RecordedAnswer calls(String name, ToolCall... calls) {
    return new RecordedAnswer(name, List.of(calls), FinishReason.TOOL_CALLS, USAGE);
  }

  private static ToolCall call(String id, String name, String arguments) {
    return new ToolCall(id, name, json(arguments));
  }

  private static JsonNode json(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
