package dev.oxydra.tools.memory;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.Receipt;
import dev.oxydra.types.ToolOutput;

/** Forgets a note. */
final class MemoryDeleteTool {
  private final MemoryStore memory;

  MemoryDeleteTool(MemoryStore memory) {
    this.memory = memory;
  }

  @Tool(name = "memory_delete", tier = Tier.SIDE_EFFECTING)
  ToolOutput delete(@Param("The note's id, as memory_search shows it") String id)
      throws InterruptedException {
    Receipt receipt = memory.deleteNote(id);
    return ToolOutput.ok(
        "Deleted: %d notes, %d copies of their text, %d passages of the index and %d vectors."
                .formatted(receipt.notes(), receipt.copies(), receipt.passages(), receipt.vectors())
            + " %d messages are not found any more; they stay in their conversation until the user"
                .formatted(receipt.withdrawn())
            + " takes them out with /forget.");
  }
}
