package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolSpec;

/**
 * A tool that does what a test wants.
 *
 * @param name its name
 * @param tier its tier
 * @param body what it does
 */
public record FakeTool(String name, SafetyTier tier, Body body) implements Tool {
  /** What a fake tool does. */
  @FunctionalInterface
  public interface Body {
    ToolOutput run(JsonNode arguments) throws InterruptedException;
  }

  @Override
  public ToolSpec spec() {
    return new ToolSpec(
        name, "A fake", JsonNodeFactory.instance.objectNode().put("type", "object"), tier);
  }

  @Override
  public ToolOutput run(JsonNode arguments, ToolContext context) throws InterruptedException {
    return body.run(arguments);
  }
}
