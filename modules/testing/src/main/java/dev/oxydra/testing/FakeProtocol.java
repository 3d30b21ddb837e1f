package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The protocols that {@link FakeModelServer} can be told to speak. */
public enum FakeProtocol {
  OPENAI("openai", "/chat/completions", "authorization", "Bearer ") {
    @Override
    String delta(String text) {
      return data(chat(json().put("content", text), null));
    }

    @Override
    String end(boolean calls) {
      return data(chat(json(), calls ? "tool_calls" : "stop"))
          + data("{\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5}}")
          + data("[DONE]");
    }

    @Override
    String call(String id, String tool, String arguments) {
      ObjectNode delta = json();
      ObjectNode call = delta.putArray("tool_calls").addObject();
      call.put("index", 0).put("id", id).put("type", "function");
      call.putObject("function").put("name", tool).put("arguments", arguments);
      return data(chat(delta, null));
    }

    @Override
    public String lastToolResult(FakeModelServer.Request request) {
      return request.lastMessage().path("content").asText();
    }
  },
  OPENAI_RESPONSES("openai_responses", "/responses", "authorization", "Bearer ") {
    @Override
    String begin() {
      return event(
          "response.created", "{\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\"}}");
    }

    @Override
    String delta(String text) {
      return event(
          "response.output_text.delta",
          json()
              .put("item_id", "msg_1")
              .put("output_index", 0)
              .put("content_index", 0)
              .put("delta", text)
              .toString());
    }

    @Override
    String end(boolean calls) {
      return event(
          "response.completed",
          "{\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"usage\":"
              + "{\"input_tokens\":10,\"output_tokens\":5}}}");
    }

    @Override
    String call(String id, String tool, String arguments) {
      ObjectNode item =
          json()
              .put("id", "fc_1")
              .put("type", "function_call")
              .put("call_id", id)
              .put("name", tool);
      ObjectNode whole = item.deepCopy().put("status", "completed").put("arguments", arguments);
      return event("response.output_item.added", at(0, item.put("arguments", "")))
          + event(
              "response.function_call_arguments.delta",
              json()
                  .put("item_id", "fc_1")
                  .put("output_index", 0)
                  .put("delta", arguments)
                  .toString())
          + event("response.output_item.done", at(0, whole));
    }

    private String at(int index, ObjectNode item) {
      ObjectNode event = json().put("output_index", index);
      return event.set("item", item).toString();
    }

    @Override
    public String lastToolResult(FakeModelServer.Request request) {
      return last(request.body().path("input")).path("output").asText();
    }
  },
  ANTHROPIC("anthropic", "/messages", "x-api-key", "") {
    @Override
    String begin() {
      return event(
          "message_start",
          "{\"message\":{\"id\":\"msg_1\",\"role\":\"assistant\",\"content\":[],\"usage\":"
              + "{\"input_tokens\":10,\"output_tokens\":1}}}");
    }

    @Override
    String delta(String text) {
      return block("{\"type\":\"text\",\"text\":\"\"}")
          + blockDelta(json().put("type", "text_delta").put("text", text))
          + event("content_block_stop", "{\"index\":0}");
    }

    @Override
    String end(boolean calls) {
      return event(
              "message_delta",
              "{\"delta\":{\"stop_reason\":\"%s\"},\"usage\":{\"output_tokens\":5}}"
                  .formatted(calls ? "tool_use" : "end_turn"))
          + event("message_stop", "{}");
    }

    @Override
    String call(String id, String tool, String arguments) {
      ObjectNode use = json().put("type", "tool_use").put("id", id).put("name", tool);
      use.putObject("input");
      return block(use.toString())
          + blockDelta(json().put("type", "input_json_delta").put("partial_json", arguments))
          + event("content_block_stop", "{\"index\":0}");
    }

    private String block(String block) {
      return event("content_block_start", "{\"index\":0,\"content_block\":" + block + "}");
    }

    private String blockDelta(ObjectNode delta) {
      return event("content_block_delta", "{\"index\":0,\"delta\":" + delta + "}");
    }

    @Override
    public String lastToolResult(FakeModelServer.Request request) {
      JsonNode content =
          last(last(request.body().path("messages")).path("content")).path("content");
      return content.isArray() ? content.path(0).path("text").asText() : content.asText();
    }
  },
  GEMINI("gemini", "", "x-goog-api-key", "") {
    @Override
    String delta(String text) {
      return part(json().put("text", text));
    }

    @Override
    String end(boolean calls) {
      return data(
          "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"\"}],\"role\":\"model\"},"
              + "\"finishReason\":\"STOP\",\"index\":0}],\"usageMetadata\":"
              + "{\"promptTokenCount\":10,\"candidatesTokenCount\":5,\"totalTokenCount\":15}}");
    }

    @Override
    String call(String id, String tool, String arguments) {
      ObjectNode call = json().put("id", id).put("name", tool);
      call.set("args", Documents.parse(arguments));
      ObjectNode part = json();
      part.set("functionCall", call);
      return part(part);
    }

    private String part(ObjectNode part) {
      ObjectNode chunk = json();
      ObjectNode candidate = chunk.putArray("candidates").addObject();
      candidate.putObject("content").put("role", "model").putArray("parts").add(part);
      return data(chunk.put("modelVersion", "the-model").toString());
    }

    @Override
    public String lastToolResult(FakeModelServer.Request request) {
      JsonNode response =
          last(last(request.body().path("contents")).path("parts"))
              .at("/functionResponse/response");
      return response.path(response.has("error") ? "error" : "output").asText();
    }
  };

  private final String providerType;
  private final String path;
  private final String keyHeader;
  private final String keyPrefix;

  FakeProtocol(String providerType, String path, String keyHeader, String keyPrefix) {
    this.providerType = providerType;
    this.path = path;
    this.keyHeader = keyHeader;
    this.keyPrefix = keyPrefix;
  }

  /** The word for it in a configuration. */
  public String providerType() {
    return providerType;
  }

  /** What comes after the base URL for {@code model}. */
  public String path(String model) {
    return this == GEMINI ? "/models/" + model + ":streamGenerateContent?alt=sse" : path;
  }

  /** The header that carries a key, in lower case. */
  public String keyHeader() {
    return keyHeader;
  }

  /** What that header has to be for {@code key}. */
  public String keyValue(String key) {
    return keyPrefix + key;
  }

  /** A streamed answer that says {@code words}, in one piece each. */
  public FakeReply text(String... words) {
    return FakeReply.events(begin() + deltas(words) + end(false));
  }

  /** A streamed answer that calls one tool with {@code arguments}, a JSON text. */
  public FakeReply toolCall(String id, String tool, String arguments) {
    return FakeReply.events(begin() + call(id, tool, arguments) + end(true));
  }

  /** A streamed answer that says {@code words} and then nothing: choose an ending for it. */
  public FakeReply half(String... words) {
    return FakeReply.events(begin() + deltas(words));
  }

  private String deltas(String... words) {
    return String.join("", List.of(words).stream().map(this::delta).toList());
  }

  /** The text of the result that is the last thing in a request. */
  public abstract String lastToolResult(FakeModelServer.Request request);

  String begin() {
    return "";
  }

  abstract String delta(String text);

  abstract String call(String id, String tool, String arguments);

  abstract String end(boolean calls);

  static ObjectNode json() {
    return Json.mapper().createObjectNode();
  }

  static JsonNode last(JsonNode array) {
    return array.path(array.size() - 1);
  }

  static String data(String json) {
    return "data: " + json + "\n\n";
  }

  /** An event whose data repeats its name. */
  static String event(String name, String fields) {
    ObjectNode data = json().put("type", name);
    Documents.parse(fields)
        .properties()
        .forEach(field -> data.set(field.getKey(), field.getValue()));
    return "event: " + name + "\n" + data(data.toString());
  }

  private static String chat(ObjectNode delta, @Nullable String finishReason) {
    ObjectNode chunk = json().put("object", "chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject();
    choice.put("index", 0).put("finish_reason", finishReason).set("delta", delta);
    return chunk.toString();
  }
}
