package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.provider.MalformedAnswerException;
import dev.oxydra.provider.PartialCall;
import dev.oxydra.types.Content;
import java.util.List;

/** A tool call. */
final class PartialFunctionCall extends PartialItem {
  private final PartialCall call;

  PartialFunctionCall(PartialCall call) {
    super("function_call");
    this.call = call;
  }

  @Override
  void begin(JsonNode item) {
    super.begin(item);
    call.add(item.path("call_id").asText(""), item.path("name").asText(""), "");
  }

  @Override
  void grow(String delta, int part) {
    call.add(null, null, delta);
  }

  @Override
  void end(JsonNode item) {
    if (!call.hasArguments()) {
      call.add(
          item.path("call_id").asText(""),
          item.path("name").asText(""),
          item.path("arguments").asText(""));
    }
  }

  @Override
  List<Content> complete() throws MalformedAnswerException {
    return List.of(call.complete());
  }
}
