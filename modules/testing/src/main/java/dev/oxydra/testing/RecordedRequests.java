package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests whose form on each wire is recorded. */
final class RecordedRequests {
  private static final JsonNode SCHEMA =
      Documents.parse(
          """
          {"type":"object","properties":{"path":{"type":"string","pattern":"^/"},"n":{}},
           "required":[],"$defs":{"x":{"const":1}},"additionalProperties":false}
          """);
  private static final List<ToolSpec> TOOLS =
      List.of(new ToolSpec("file_read", "Reads.", SCHEMA, SafetyTier.READ_ONLY));

  private RecordedRequests() {}

  /** All of them by name. */
  static Map<String, ModelRequest> all() {
    Map<String, ModelRequest> all = new LinkedHashMap<>();
    all.put(
        "plain",
        new ModelRequest(ProviderFixture.MODEL, "", List.of(Message.user("hi")), List.of()));
    all.put("conversation", conversation());
    all.put("files", files());
    all.put(
        "options",
        new ModelRequest(
            ProviderFixture.MODEL,
            "Be brief.",
            List.of(Message.user("hi")),
            List.of(),
            new ModelOptions(ReasoningEffort.LOW, 5000L, ModelInfo.UNKNOWN)));
    return all;
  }

  private static ModelRequest conversation() {
    return new ModelRequest(
        ProviderFixture.MODEL,
        "Be brief.",
        List.of(
            Message.user("What is in a and b?"),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new Content.Reasoning("hm", null),
                    new Content.Text("I will look."),
                    new ToolCall("c1", "file_read", Documents.parse("{\"path\":\"/a\"}")),
                    new ToolCall("c2", "file_read", TextNode.valueOf("oops")))),
            Message.toolResults(
                List.of(
                    new ToolResult("c1", ToolResult.Outcome.OK, "A"),
                    new ToolResult("c2", ToolResult.Outcome.ERROR, ""))),
            new Message(Role.ASSISTANT, List.of(new Content.Reasoning("nothing else", null))),
            Message.assistant("It is A."),
            Message.user("And now?"),
            Message.user("Go on.")),
        TOOLS);
  }

  private static ModelRequest files() {
    return new ModelRequest(
        ProviderFixture.MODEL,
        "Be brief.",
        List.of(
            new Message(
                Role.USER,
                List.of(
                    new Attachment("image/png", new byte[] {1, 2, 3}),
                    new Attachment("application/pdf", "%PDF".getBytes(StandardCharsets.UTF_8)),
                    new Attachment("text/csv", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)),
                    new Attachment("application/zip", new byte[] {4}),
                    new Content.Text("What are these?"))),
            new Message(
                Role.ASSISTANT,
                List.of(
                    new Content.Text("Files. Like this:"),
                    new Attachment("image/png", new byte[] {5}))),
            Message.user("Thanks.")),
        List.of());
  }
}
