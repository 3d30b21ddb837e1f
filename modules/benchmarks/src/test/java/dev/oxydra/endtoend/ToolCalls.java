package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.types.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Calls of tools by a model that makes just those, and what the journal has of them. */
final class ToolCalls {
  private static final int MOST_IN_ANSWER = 40;

  private final Chat chat;
  private final int begun;
  private int count;

  ToolCalls(Chat chat) {
    this.chat = chat;
    this.begun = chat.client().received().size();
  }

  /** A call that is to be made. */
  record Call(String tool, Map<String, Object> arguments) {}

  /**
   * What came of a call.
   *
   * @param outcome as the journal has it
   * @param text what the model was shown
   */
  record Result(Call call, String outcome, String text) {
    boolean ok() {
      return outcome.equals("ok");
    }
  }

  /** Asks the user's calls, a JSON array, and answers all else with itself. */
  static FakeReply obey(FakeModelServer.Request request) {
    if (request.lastMessage().path("role").asText().equals("tool")) {
      return FakeReply.text("done");
    }
    String said = request.lastUserText();
    return said.startsWith("[") ? calls(said) : FakeReply.text("You said: ", said);
  }

  private static FakeReply calls(String said) {
    ObjectNode delta = Json.mapper().createObjectNode();
    ArrayNode calls = delta.putArray("tool_calls");
    for (JsonNode call : read(said)) {
      ObjectNode made = calls.addObject();
      made.put("index", calls.size() - 1).put("id", call.path("id").asText());
      made.put("type", "function");
      made.putObject("function")
          .put("name", call.path("tool").asText())
          .put("arguments", call.path("arguments").toString());
    }
    return FakeReply.events(
        "data: {\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + "}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},"
            + "\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n");
  }

  private static JsonNode read(String json) {
    try {
      return Json.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  Result run(String tool, Map<String, Object> arguments) {
    return run(List.of(new Call(tool, arguments))).getFirst();
  }

  Result shell(String command, int seconds) {
    return run("shell_exec", Map.of("command", command, "timeout_secs", seconds));
  }

  /** Runs all of them; each is journalled once, with one result that says something. */
  List<Result> run(List<Call> calls) {
    List<Result> results = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += MOST_IN_ANSWER) {
      results.addAll(some(calls.subList(from, Math.min(from + MOST_IN_ANSWER, calls.size()))));
    }
    return results;
  }

  private List<Result> some(List<Call> calls) {
    ArrayNode asked = Json.mapper().createArrayNode();
    for (Call call : calls) {
      String id = "call-" + (count + asked.size());
      asked
          .addObject()
          .put("id", id)
          .put("tool", call.tool())
          .putPOJO("arguments", call.arguments());
    }
    int events = chat.events().size();
    assertEquals("done", chat.ask(asked.toString()));
    List<JsonNode> since = chat.events().subList(events, chat.events().size());
    List<Result> results = new ArrayList<>();
    for (Call call : calls) {
      String id = "call-" + count++;
      assertEquals(1, of(since, "tool.call", id).size(), call::toString);
      List<JsonNode> ended = of(since, "tool.result", id);
      assertEquals(1, ended.size(), call::toString);
      JsonNode payload = ended.getFirst().path("payload");
      results.add(
          new Result(call, payload.path("outcome").asText(), payload.path("text").asText()));
    }
    results.forEach(ToolCalls::assertClear);
    return results;
  }

  private static List<JsonNode> of(List<JsonNode> events, String type, String id) {
    return events.stream()
        .filter(event -> event.path("type").asText().equals(type))
        .filter(event -> event.at("/payload/call_id").asText().equals(id))
        .toList();
  }

  private static void assertClear(Result result) {
    assertFalse(result.text().isBlank(), result::toString);
    assertFalse(result.text().contains("The tool itself failed"), result::toString);
    assertFalse(result.text().length() > 20_000, () -> result.call() + " has a long result");
  }

  /** The guest goes on answering. */
  void assertServed() {
    assertEquals("You said: are you there?", chat.ask("are you there?"));
  }

  /** Everything that the client has been sent since the beginning. */
  List<String> received() {
    return chat.client().received().stream()
        .skip(begun)
        .map(frame -> frame.payload().toString())
        .toList();
  }
}
