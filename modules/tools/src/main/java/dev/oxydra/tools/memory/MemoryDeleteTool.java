package dev.oxydra.tools.memory;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;

/** Forgets a note. */
final class MemoryDeleteTool {
  private final MemoryStore memory;

  MemoryDeleteTool(MemoryStore memory) {
    this.memory = memory;
  }

  @Tool(name = "memory_delete", tier = Tier.SIDE_EFFECTING)
  ToolOutput delete(@Param("The note's id, as memory_search shows it") String id, ToolContext call)
      throws InterruptedException {
    return ToolOutput.ok(memory.delete(call.sessionId(), id));
  }
}
