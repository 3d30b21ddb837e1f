package dev.oxydra.types;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;

/**
 * What a model is told of a tool.
 *
 * @param name its name in snake_case
 * @param description what it does and when to use it
 * @param inputSchema the JSON Schema (draft 2020-12) of its arguments, an object
 * @param tier what it can do to the world
 */
public record ToolSpec(String name, String description, JsonNode inputSchema, SafetyTier tier) {
  public ToolSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(inputSchema, "input_schema");
    Objects.requireNonNull(tier, "tier");
  }
}
