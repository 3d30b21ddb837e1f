package dev.oxydra.tools.memory;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.MemoryStore.Found;
import dev.oxydra.types.MemoryStore.Query;
import dev.oxydra.types.ToolOutput;
import java.time.Instant;
import java.util.List;
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
    Found found =
        memory.search(
            new Query(
                NoteArguments.query(query),
                topK == null ? DEFAULT_COUNT : topK,
                NoteArguments.tags(tags),
                includeConversation == null || includeConversation,
                null,
                from,
                to,
                null,
                Query.PATIENT));
    return FoundText.of(found);
  }
}
