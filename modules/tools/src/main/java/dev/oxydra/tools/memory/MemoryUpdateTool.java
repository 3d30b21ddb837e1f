package dev.oxydra.tools.memory;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes a note. */
final class MemoryUpdateTool {
  private final MemoryStore memory;

  MemoryUpdateTool(MemoryStore memory) {
    this.memory = memory;
  }

  @Tool(name = "memory_update", tier = Tier.SIDE_EFFECTING)
  ToolOutput update(
      @Param("The note's id, as memory_search shows it") String id,
      @Param("What it says now; left out if that stays") @Nullable String text,
      @Param("What it is about now, all of it; left out if that stays") @Nullable List<String> tags,
      ToolContext call) {
    if (text == null && tags == null) {
      return ToolOutput.failed("Give text, tags or both");
    }
    MemoryStore.Note note =
        memory.update(
            NoteOrigin.of(call),
            id,
            text == null ? null : NoteArguments.text(text),
            tags == null ? null : NoteArguments.tags(tags));
    return ToolOutput.ok("Changed note " + note.id());
  }
}
