package dev.oxydra.provider.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.StreamEvent;
import dev.oxydra.types.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tool calls of an answer, whose fragments may come in any order of their indexes. */
final class PartialCalls {
  private final Consumer<StreamEvent> sink;
  private final List<PartialCall> calls = new ArrayList<>();
  // By the server's index, the call that its next fragment belongs to.
  private final Map<Integer, PartialCall> open = new HashMap<>();

  PartialCalls(Consumer<StreamEvent> sink) {
    this.sink = sink;
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  void add(JsonNode fragment) throws MalformedAnswerException {
    JsonNode function = fragment.path("function");
    String id = textOf(fragment.path("id"));
    String name = textOf(function.path("name"));
    PartialCall call = find(fragment.path("index"), id, name);
    call.add(id, name, argumentsOf(function.path("arguments")));
  }

  /**
   * Not every server numbers its calls, and some number all of them 0: another id under the same
   * number is another call, too, and so is a name after arguments where there are no ids.
   */
  private PartialCall find(JsonNode index, @Nullable String id, @Nullable String name)
      throws MalformedAnswerException {
    int number = index.asInt(-1);
    PartialCall call = open.get(number);
    if (call == null || isOther(call, id, name)) {
      call = new PartialCall(calls.size(), sink);
      calls.add(call);
      open.put(number, call);
    }
    return call;
  }

  private static boolean isOther(PartialCall call, @Nullable String id, @Nullable String name) {
    if (id == null && call.id() == null) {
      return name != null && call.hasArguments();
    }
    return id != null && call.id() != null && !id.equals(call.id());
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
    for (PartialCall call : calls) {
      complete.add(call.complete());
    }
    return complete;
  }
}
