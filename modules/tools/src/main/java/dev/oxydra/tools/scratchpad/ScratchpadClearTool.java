package dev.oxydra.tools.scratchpad;

import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scratchpad;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.List;

/** Empties the session's scratchpad. */
final class ScratchpadClearTool {
  private final Scratchpad scratchpad;

  ScratchpadClearTool(Scratchpad scratchpad) {
    this.scratchpad = scratchpad;
  }

  @Tool(name = "scratchpad_clear", tier = Tier.SIDE_EFFECTING)
  ToolOutput clear(ToolContext call) {
    scratchpad.write(call.sessionId(), List.of());
    return ToolOutput.ok("The scratchpad is empty now");
  }
}
