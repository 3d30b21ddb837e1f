package dev.oxydra.tools;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolSpec;
import java.nio.charset.StandardCharsets;

/** Bounds what a model is shown of a tool's output, and turns refusals into failed outputs. */
record BoundedTool(Tool tool, Overflow overflow) implements Tool {
  @Override
  public ToolSpec spec() {
    return tool.spec();
  }

  @Override
  public ToolOutput run(JsonNode arguments, ToolContext context) throws InterruptedException {
    ToolOutput output = attempt(arguments, context);
    byte[] text = output.text().getBytes(StandardCharsets.UTF_8);
    if (text.length <= overflow.limit()) {
      return output;
    }
    try (BoundedOutput bounded = overflow.open(spec().name())) {
      bounded.write(text);
      return new ToolOutput(output.ok(), bounded.shown());
    }
  }

  private ToolOutput attempt(JsonNode arguments, ToolContext context) throws InterruptedException {
    try {
      return tool.run(arguments, context);
    } catch (WorkspaceException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("cancelled");
      }
      return ToolOutput.failed(String.valueOf(e.getMessage()));
    }
  }
}
