package dev.oxydra.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ApprovalEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What calls have in common that one answer of the user is for: tool and arguments, but for those
 * that say what is written and not where, or how long it may take.
 *
 * @param tool the tool's name
 * @param arguments those that count
 */
record CallPattern(String tool, JsonNode arguments) {
  private static final Map<String, Set<String>> NOT_COUNTED =
      Map.of(
          "file_write", Set.of("content"),
          "file_edit", Set.of("edits"),
          "shell_exec", Set.of("timeout_secs"));

  static CallPattern of(String tool, JsonNode arguments) {
    if (!(arguments instanceof ObjectNode given)) {
      return new CallPattern(tool, arguments);
    }
    return new CallPattern(
        tool, given.deepCopy().without(NOT_COUNTED.getOrDefault(tool, Set.of())));
  }

  /** Those of all calls that a question was about. */
  static List<CallPattern> of(ApprovalEvent.Requested request) {
    return Stream.concat(
            Stream.of(request.arguments()),
            request.also().stream().map(ApprovalEvent.AlsoAsked::arguments))
        .map(arguments -> of(request.tool(), arguments))
        .toList();
  }
}
