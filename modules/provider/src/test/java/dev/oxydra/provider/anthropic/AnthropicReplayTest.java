package dev.oxydra.provider.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeProtocol;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.QuotedJson;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Usage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes back to the provider, and what lets it find its cache. */
@Timeout(60)
class AnthropicReplayTest {
  private static final List<ToolSpec> TOOLS =
      List.of(tool("file_list"), tool("file_read"), tool("file_write"));

  private final FakeModelServer server = FakeModelServer.start();
  private final Provider provider =
      AnthropicMessages.create(
          new ProviderRoute(
              new ProviderId("anthropic"),
              "anthropic",
              "http://broker/providers/anthropic",
              new ProviderRoute.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20))),
          server.address());

  @AfterEach
  void close() {
    provider.close();
    server.close();
  }

  private static ToolSpec tool(String name) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    return new ToolSpec(name, "Does it.", schema, SafetyTier.READ_ONLY);
  }

  private Completion complete(List<Message> messages, FakeReply reply) throws InterruptedException {
    return complete("claude-sonnet-4-5", ReasoningEffort.AUTO, messages, reply);
  }

  private Completion complete(
      String name, ReasoningEffort effort, List<Message> messages, FakeReply reply)
      throws InterruptedException {
    server.reply(reply);
    ModelRef model = ModelRef.parse("anthropic/" + name);
    ModelOptions options = new ModelOptions(effort, null, ModelInfo.UNKNOWN);
    return provider.complete(
        new ModelRequest(model, "Be brief.", messages, TOOLS, options), _ -> {});
  }

  private JsonNode sent() {
    return server.requests().getLast().body();
  }

  private static FakeReply reply(String stopReason, String... blocks) {
    StringBuilder wire = new StringBuilder(data("{'type':'message_start','message':{}}"));
    for (int i = 0; i < blocks.length; i++) {
      wire.append(
          data(
              "{'type':'content_block_start','index':%d,'content_block':%s}"
                  .formatted(i, blocks[i])));
      wire.append(data("{'type':'content_block_stop','index':%d}".formatted(i)));
    }
    wire.append(
        data("{'type':'message_delta','delta':{'stop_reason':'%s'}}".formatted(stopReason)));
    return FakeReply.events(wire + data("{'type':'message_stop'}"));
  }

  private static String data(String json) {
    return "data: " + json.replace('\'', '"') + "\n\n";
  }

  @Test
  void eachThoughtGoesBackInItsPlaceWithItsOwnSignature() throws Exception {
    String[] blocks = {
      "{'type':'thinking','thinking':'one\\n','signature':'c2lnMQ=='}",
      "{'type':'redacted_thinking','data':'ZW5jcnlwdGVk'}",
      "{'type':'text','text':'I look. '}",
      "{'type':'thinking','thinking':'','signature':'c2lnMg=='}",
      "{'type':'tool_use','id':'toolu_1','name':'file_read','input':{'path':'/a'}}"
    };
    Completion answer = complete(List.of(Message.user("hi")), reply("tool_use", blocks));
    // As it comes back from the journal.
    Message kept = Json.mapper().readValue(Json.write(answer.message()), Message.class);

    Message result =
        Message.toolResults(List.of(new ToolResult("toolu_1", ToolResult.Outcome.OK, "A")));
    complete(List.of(Message.user("hi"), kept, result), FakeProtocol.ANTHROPIC.text("ok"));

    assertEquals(
        "[" + String.join(",", blocks).replace('\'', '"') + "]",
        sent().at("/messages/1/content").toString());
  }

  @Test
  void thoughtsOfOthersAndThoughtsThatLedToNothingStayHere() throws InterruptedException {
    Message others =
        new Message(
            Role.ASSISTANT,
            List.of(
                new Content.Reasoning("hm", null),
                new Content.Opaque("gemini", JsonNodeFactory.instance.objectNode()),
                new Content.Text(" \n"),
                new Content.Text("Yes."),
                new Content.Reasoning("cut off", "c2ln")));
    Message silent = new Message(Role.ASSISTANT, List.of(new Content.Reasoning("hm", "c2ln")));

    complete(
        List.of(Message.user("a"), others, Message.user("b"), silent, Message.user("c")),
        FakeProtocol.ANTHROPIC.text("ok"));

    assertEquals(
        "[{\"type\":\"text\",\"text\":\"Yes.\"}]", sent().at("/messages/1/content").toString());
    assertEquals(3, sent().path("messages").size(), sent()::toString);
    assertEquals("c", sent().at("/messages/2/content/1/text").asText());
  }

  /** Who speaks this protocol, too, signs with keys of its own. */
  @Test
  void signedThoughtsOfAnotherProviderStayHere() throws Exception {
    server.reply(
        reply(
            "tool_use",
            "{'type':'thinking','thinking':'hm','signature':'c2lnMQ=='}",
            "{'type':'redacted_thinking','data':'ZW5jcnlwdGVk'}",
            "{'type':'tool_use','id':'toolu_1','name':'file_read','input':{}}"));
    Message others =
        provider
            .complete(
                new ModelRequest(
                    ModelRef.parse("elsewhere/model"), "", List.of(Message.user("hi")), TOOLS),
                _ -> {})
            .message();
    Message result =
        Message.toolResults(List.of(new ToolResult("toolu_1", ToolResult.Outcome.OK, "A")));

    complete(List.of(Message.user("hi"), others, result), FakeProtocol.ANTHROPIC.text("ok"));

    assertEquals(1, sent().at("/messages/1/content").size(), sent()::toString);
    assertEquals("tool_use", sent().at("/messages/1/content/0/type").asText());
  }

  private static List<Message> loop(Content... before) {
    List<Content> content = new ArrayList<>(List.of(before));
    content.add(new ToolCall("c1", "file_read", JsonNodeFactory.instance.objectNode()));
    return List.of(
        Message.user("a"),
        new Message(Role.ASSISTANT, content),
        Message.toolResults(List.of(new ToolResult("c1", ToolResult.Outcome.OK, "A"))));
  }

  @Test
  void callsOfAModelThatThoughtNothingAreGoneOnFromWithoutABudget() throws InterruptedException {
    FakeReply ok = FakeProtocol.ANTHROPIC.text("ok");
    complete("claude-sonnet-4-5", ReasoningEffort.LOW, loop(), ok);
    assertFalse(sent().has("thinking"), sent()::toString);
    complete(
        "claude-sonnet-4-5", ReasoningEffort.LOW, loop(new Content.Reasoning("hm", "c2ln")), ok);
    assertTrue(sent().has("thinking"), sent()::toString);
    assertFalse(server.requests().getLast().headers().containsKey("anthropic-beta"));
    complete("claude-opus-4-8", ReasoningEffort.LOW, loop(), ok);
    assertTrue(sent().has("thinking"), sent()::toString);
  }

  @Test
  void thoughtsThatNoLongerCountAreLeftOutByTheServerOrByUs() throws InterruptedException {
    FakeReply ok = FakeProtocol.ANTHROPIC.text("ok");
    List<Message> loop = loop(new Content.Reasoning("hm", "c2ln"));
    complete("claude-opus-5-5", ReasoningEffort.AUTO, loop, ok);
    assertEquals(
        "thinking-binding-controls-2026-08-01",
        server.requests().getLast().headers().get("anthropic-beta"));
    assertEquals("thinking", sent().at("/messages/1/content/0/type").asText());
    complete("claude-haiku-5-5", ReasoningEffort.OFF, loop, ok);
    assertEquals("tool_use", sent().at("/messages/1/content/0/type").asText());
    assertFalse(server.requests().getLast().headers().containsKey("anthropic-beta"));
  }

  @Test
  void resultsComeFirstAndIdsAreOnesThatItTakes() throws InterruptedException {
    ToolCall call = new ToolCall("call|1:é", "file_read", JsonNodeFactory.instance.objectNode());
    complete(
        List.of(
            Message.user("a"),
            new Message(Role.ASSISTANT, List.of(call)),
            Message.user("wait"),
            Message.toolResults(
                List.of(new ToolResult(call.id(), ToolResult.Outcome.CANCELLED, "stopped")))),
        FakeProtocol.ANTHROPIC.text("ok"));

    JsonNode content = sent().at("/messages/2/content");
    assertEquals("tool_result", content.at("/0/type").asText());
    assertTrue(content.at("/0/is_error").asBoolean());
    assertEquals("call_1__", content.at("/0/tool_use_id").asText());
    assertEquals("call_1__", sent().at("/messages/1/content/0/id").asText());
    assertEquals("wait", content.at("/1/text").asText());
  }

  @Test
  void thePrefixStaysTheSameAndIsMarkedFourTimesAtMost() throws InterruptedException {
    List<Message> messages = new ArrayList<>();
    List<JsonNode> bodies = new ArrayList<>();
    for (int turn = 0; turn < 4; turn++) {
      messages.add(Message.user("question " + turn));
      messages.add(
          complete(messages, FakeProtocol.ANTHROPIC.toolCall("c" + turn, "file_read", "{}"))
              .message());
      bodies.add(sent());
      messages.add(
          Message.toolResults(List.of(new ToolResult("c" + turn, ToolResult.Outcome.OK, "A"))));
      messages.add(complete(messages, FakeProtocol.ANTHROPIC.text("answer ", "it")).message());
      bodies.add(sent());
    }
    JsonNode last = null;
    for (JsonNode body : bodies) {
      assertTrue(body.findValues("cache_control").size() <= 4, body::toString);
      assertTrue(body.at("/tools/2").has("cache_control"), body::toString);
      assertTrue(body.at("/system/0").has("cache_control"), body::toString);
      if (last != null) {
        // What the request before was cached up to is marked again, and has the same bytes.
        int end = last.path("messages").size() - 1;
        assertTrue(marked(last, end) && marked(body, end), body::toString);
        assertTrue(unmarked(body).startsWith(unmarked(last)), body::toString);
      }
      last = body;
    }
  }

  private static boolean marked(JsonNode body, int message) {
    JsonNode content = body.path("messages").path(message).path("content");
    return content.path(content.size() - 1).has("cache_control");
  }

  /** The request in the order in which it is cached, up to its last message. */
  private static String unmarked(JsonNode body) {
    String whole = body.path("tools").toString() + body.path("system") + body.path("messages");
    String bare = whole.replace(",\"cache_control\":{\"type\":\"ephemeral\"}", "");
    return bare.substring(0, bare.length() - 1);
  }

  @Test
  void usageAddsWhatTheCacheTook() throws InterruptedException {
    String wire =
        data(
                "{'type':'message_start','message':{'usage':{'input_tokens':10,"
                    + "'cache_read_input_tokens':1,'cache_creation_input_tokens':300,"
                    + "'output_tokens':2}}}")
            + data(
                "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':"
                    + "{'input_tokens':null,'cache_read_input_tokens':2000,'output_tokens':40}}");
    Completion answer = complete(List.of(Message.user("hi")), FakeReply.events(wire));
    assertEquals(new Usage(2310, 40, 2000, 0, 300), answer.usage());
  }

  @ParameterizedTest
  @CsvSource({
    "end_turn,STOP",
    "stop_sequence,STOP",
    "tool_use,TOOL_CALLS",
    "max_tokens,LENGTH",
    "model_context_window_exceeded,LENGTH",
    "refusal,CONTENT_FILTER",
    "pause_turn,OTHER",
    "something_new,OTHER",
  })
  void eachReasonToStopHasItsName(String word, FinishReason reason) throws InterruptedException {
    assertEquals(reason, complete(List.of(Message.user("hi")), reply(word)).finishReason());
  }

  @Test
  void filesOfAResultAreInIt() throws Exception {
    ToolCall call = new ToolCall("c1", "file_read", JsonNodeFactory.instance.objectNode());
    List<Attachment> files =
        List.of(
            new Attachment("image/png", new byte[] {1, 2, 3}),
            new Attachment("application/pdf", new byte[] {4}),
            new Attachment("text/csv", "a,b".getBytes(StandardCharsets.UTF_8)));
    complete(
        List.of(
            Message.user("look"),
            new Message(Role.ASSISTANT, List.of(call)),
            Message.toolResults(
                List.of(new ToolResult("c1", ToolResult.Outcome.OK, "files", files)))),
        FakeProtocol.ANTHROPIC.text("ok"));
    JsonNode result = sent().at("/messages/2/content/0");
    ((ObjectNode) result).remove("cache_control");
    assertEquals(
        QuotedJson.json(
            "{'type':'tool_result','tool_use_id':'c1','content':["
                + "{'type':'text','text':'files'},"
                + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AQID'}},"
                + "{'type':'document','source':"
                + "{'type':'base64','media_type':'application/pdf','data':'BA=='}},"
                + "{'type':'text','text':'An attached file (text/csv):\\na,b'}]}"),
        result);
  }
}
