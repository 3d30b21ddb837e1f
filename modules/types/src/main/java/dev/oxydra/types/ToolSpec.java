package dev.oxydra.types;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a model is told of a tool.
 *
 * @param name its name in snake_case
 * @param description what it does and when to use it
 * @param inputSchema the JSON Schema (draft 2020-12) of its arguments, an object
 * @param tier what it can do to the world
 * @param revision another one when a stranger who defines the tool has changed it, so that what the
 *     user allowed doesn't count any more; null for a tool of this program
 */
public record ToolSpec(
    String name,
    String description,
    JsonNode inputSchema,
    SafetyTier tier,
    @Nullable String revision) {
  /** Of this program. */
  public ToolSpec(String name, String description, JsonNode inputSchema, SafetyTier tier) {
    this(name, description, inputSchema, tier, null);
  }

  public ToolSpec {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(inputSchema, "input_schema");
    Objects.requireNonNull(tier, "tier");
  }
}
