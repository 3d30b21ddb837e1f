package dev.oxydra.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.Uuid7;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tool calls of an answer, whose fragments may come in any order of their indexes. */
final class PartialCalls {
  private static final int MAX_CALLS = 128;

  private final Consumer<StreamEvent> sink;
  private final List<Call> calls = new ArrayList<>();
  // By the server's index, the call that its next fragment belongs to.
  private final Map<Integer, Call> open = new HashMap<>();

  PartialCalls(Consumer<StreamEvent> sink) {
    this.sink = sink;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  void add(JsonNode fragment) throws MalformedAnswerException {
    JsonNode function = fragment.path("function");
    @Nullable String id = textOf(fragment.path("id"));
    @Nullable String name = textOf(function.path("name"));
    Call call = find(fragment.path("index"), id);
    if (call.id == null) {
      call.id = id;
    }
    if (call.name == null) {
      call.name = name;
    }
    String arguments = argumentsOf(function.path("arguments"));
    call.arguments.append(arguments);
    sink.accept(new StreamEvent.ToolCallDelta(call.ordinal, call.id, call.name, arguments));
  }

  /**
   * Not every server numbers its calls, and some number all of them 0: another id under the same
   * number is another call, too.
   */
  private Call find(JsonNode index, @Nullable String id) throws MalformedAnswerException {
    int number = index.asInt(-1);
    Call call = open.get(number);
    if (call == null || (id != null && call.id != null && !id.equals(call.id))) {
      if (calls.size() == MAX_CALLS) {
        throw new MalformedAnswerException("called more than " + MAX_CALLS + " tools at once");
      }
      call = new Call(calls.size());
      calls.add(call);
      open.put(number, call);
    }
    return call;
  }

  private static @Nullable String textOf(JsonNode node) {
    return node.isTextual() && !node.asText().isEmpty() ? node.asText() : null;
  }

  /** A few servers send the arguments as JSON, not as JSON in a string. */
  private static String argumentsOf(JsonNode arguments) {
    return arguments.isObject() ? arguments.toString() : arguments.asText("");
  }

  List<ToolCall> complete() throws MalformedAnswerException {
    List<ToolCall> complete = new ArrayList<>();
    for (Call call : calls) {
      if (call.name == null) {
        throw new MalformedAnswerException("called a tool without naming it");
      }
      String id = call.id == null ? "call_" + Uuid7.create() : call.id;
      complete.add(new ToolCall(id, call.name, parse(call.arguments.toString())));
    }
    return complete;
  }

  private static JsonNode parse(String arguments) {
    if (arguments.isBlank()) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      return Json.mapper().readTree(arguments);
    } catch (JsonProcessingException e) {
      return TextNode.valueOf(arguments); // The tool's decoder tells the model.
    }
  }

  /** One call as far as it has come. */
  private static final class Call {
    final int ordinal;
    final StringBuilder arguments = new StringBuilder();
    @Nullable String id;
    @Nullable String name;

    Call(int ordinal) {
      this.ordinal = ordinal;
    }
  }
}
