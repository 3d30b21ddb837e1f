package dev.oxydra.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notices a model that makes the same call again and again though it fails. */
final class RepeatedFailures {
  /** So many in a row end the turn. */
  static final int LIMIT = 3;

  private @Nullable Tried last;
  private int inARow;

  private record Tried(String tool, JsonNode arguments) {}

  /**
   * Takes note of what became of the calls of an answer.
   *
   * @param results one for each, in the same order
   * @return the call that has failed too often; null for none
   */
  @Nullable ToolCall after(List<ToolCall> calls, List<ToolResult> results) {
    for (int i = 0; i < calls.size(); i++) {
      if (note(calls.get(i), results.get(i)) == LIMIT) {
        return calls.get(i);
      }
    }
    return null;
  }

  private int note(ToolCall call, ToolResult result) {
    Tried tried = new Tried(call.name(), call.arguments());
    if (result.outcome() != ToolResult.Outcome.ERROR) {
      last = null;
      inARow = 0;
    } else if (tried.equals(last)) {
      inARow++;
    } else {
      last = tried;
      inARow = 1;
    }
    return inARow;
  }
}
