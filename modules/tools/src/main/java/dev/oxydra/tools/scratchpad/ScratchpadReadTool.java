package dev.oxydra.tools.scratchpad;

import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scratchpad;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.List;

/** Shows what the session's scratchpad holds. */
final class ScratchpadReadTool {
  private final Scratchpad scratchpad;

  ScratchpadReadTool(Scratchpad scratchpad) {
    this.scratchpad = scratchpad;
  }

  @Tool(name = "scratchpad_read", tier = Tier.READ_ONLY)
  ToolOutput read(ToolContext call) {
    return ToolOutput.ok(shown(scratchpad.read(call.sessionId())));
  }

  static String shown(List<String> items) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      shown.append(i + 1).append(". ").append(items.get(i)).append('\n');
    }
    return shown.isEmpty() ? "[The scratchpad is empty]" : shown.toString().stripTrailing();
  }
}
