package dev.oxydra.tools.scratchpad;

import dev.oxydra.types.Scratchpad;
import dev.oxydra.types.Tool;
import java.util.List;

/** Makes the tools of a scratchpad. */
public final class ScratchpadTools {
  private ScratchpadTools() {}

  /** All of them, by name. */
  public static List<Tool> create(Scratchpad scratchpad) {
    return ToolIndex.create(scratchpad);
  }
}
