package dev.oxydra.tools;

import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.ToolSpec;
import dev.oxydra.types.Toolbox;
import java.nio.charset.StandardCharsets;

/** Bounds what is seen of a tool's output, with the whole in a file, and scrubs that. */
record ScreenedOutput(Overflow overflow, Scrubber scrubber) implements Toolbox.OutputScreen {
  @Override
  public ToolOutput screen(ToolSpec tool, ToolOutput output) {
    return output.saying(scrubber.scrub(bounded(tool, output.text())));
  }

  private String bounded(ToolSpec tool, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= overflow.limit()) {
      return text;
    }
    try (BoundedOutput bounded = overflow.open(tool.name())) {
      bounded.write(bytes);
      return bounded.shown();
    }
  }
}
