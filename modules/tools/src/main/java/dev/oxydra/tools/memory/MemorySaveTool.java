package dev.oxydra.tools.memory;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.Note;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a note. */
final class MemorySaveTool {
  private final MemoryStore memory;

  MemorySaveTool(MemoryStore memory) {
    this.memory = memory;
  }

  @Tool(name = "memory_save", tier = Tier.SIDE_EFFECTING)
  ToolOutput save(
      @Param("One fact, preference or procedure, in a sentence or a few") String text,
      @Param("What it is about, at most 16") @Nullable List<String> tags,
      @Param("The id of the note that this one replaces") @Nullable String supersedes,
      ToolContext call) {
    MemoryStore.Saved saved =
        memory.save(
            new MemoryStore.NewNote(
                NoteOrigin.of(call),
                NoteArguments.text(text),
                NoteArguments.tags(tags),
                supersedes));
    StringBuilder said = new StringBuilder("Saved as note " + saved.note().id());
    saved.superseded().forEach(note -> said.append("\nIt takes the place of ").append(line(note)));
    saved
        .contradicts()
        .forEach(note ->
            said.append("\nIt may contradict ").append(line(note)).append(", which stays too"));
    return ToolOutput.ok(said.toString());
  }

  private static String line(Note note) {
    return "note %s of %s: %s".formatted(note.id(), note.updatedAt(), note.text());
  }
}
