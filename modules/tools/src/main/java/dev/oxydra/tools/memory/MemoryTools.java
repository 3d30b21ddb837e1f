package dev.oxydra.tools.memory;

import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Tool;
import java.util.List;

/** Makes the tools of a memory. */
public final class MemoryTools {
  /** See {@link dev.oxydra.types.ToolOutput#source}. */
  static final String SOURCE = "memory";

  private MemoryTools() {}

  /** All of them, by name. */
  public static List<Tool> create(MemoryStore memory) {
    return ToolIndex.create(memory);
  }
}
