package dev.oxydra.types;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * A model's request to run a tool.
 *
 * @param id the call's id, unique within its turn
 * @param name the tool's name
 * @param arguments the arguments as a JSON object; a JSON string with the raw text where the model
 *     sent something that is not JSON, which the tool's decoder then refuses with a reason
 */
public record ToolCall(String id, String name, JsonNode arguments) implements Content {
  public ToolCall {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(arguments, "arguments");
  }
}
