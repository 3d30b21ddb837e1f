package dev.oxydra.tools.memory;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.Recalled;
import dev.oxydra.types.ToolOutput;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks for what is remembered. */
final class MemorySearchTool {
  private static final int DEFAULT_COUNT = 8;

  private final MemoryStore memory;

  MemorySearchTool(MemoryStore memory) {
    this.memory = memory;
  }

  @Tool(name = "memory_search", tier = Tier.READ_ONLY)
  ToolOutput search(
      @Param("What to look for, in words") String query,
      @Param(value = "How many to show at most; default 8", min = 1, max = 20)
          @Nullable Integer topK,
      @Param("Only notes that have all of these tags") @Nullable List<String> tags,
      @Param("Look into earlier conversations too, not only into notes; default true")
          @Nullable Boolean includeConversation,
      @Param("Nothing older than this time, such as 2026-11-27T08:00:00Z") @Nullable String since,
      @Param("Nothing newer than this time") @Nullable String until)
      throws InterruptedException {
    Instant from = NoteArguments.time("since", since);
    Instant to = NoteArguments.time("until", until);
    if (from != null && to != null && from.isAfter(to)) {
      return ToolOutput.failed("/until: is before since");
    }
    List<Recalled> found =
        memory.search(
            new MemoryStore.Query(
                NoteArguments.query(query),
                topK == null ? DEFAULT_COUNT : topK,
                NoteArguments.tags(tags),
                includeConversation == null || includeConversation,
                from,
                to));
    String shown = found.stream().map(MemorySearchTool::line).collect(Collectors.joining("\n"));
    return ToolOutput.ok(shown.isEmpty() ? "[Nothing was found]" : shown).from(MemoryTools.SOURCE);
  }

  private static String line(Recalled item) {
    return "- %s, %s%s: %s"
        .formatted(
            item.at(),
            item.source(),
            item.noteId() == null ? "" : ", note " + item.noteId(),
            item.text());
  }
}
