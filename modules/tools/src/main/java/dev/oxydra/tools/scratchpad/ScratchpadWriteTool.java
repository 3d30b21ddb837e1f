package dev.oxydra.tools.scratchpad;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Scratchpad;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds to the session's scratchpad, or writes it anew. */
final class ScratchpadWriteTool {
  private final Scratchpad scratchpad;

  ScratchpadWriteTool(Scratchpad scratchpad) {
    this.scratchpad = scratchpad;
  }

  @Tool(name = "scratchpad_write", tier = Tier.SIDE_EFFECTING)
  ToolOutput write(
      @Param("What to note down, each at most 240 characters") List<String> items,
      @Param("Write them in the place of what there is; default false: after it")
          @Nullable Boolean replace,
      ToolContext call) {
    for (int i = 0; i < items.size(); i++) {
      int length = items.get(i).length();
      if (items.get(i).isBlank() || length > Scratchpad.MAX_LENGTH) {
        return ToolOutput.failed(
            "/items/%d: has %d characters, must have 1 to %d"
                .formatted(i, length, Scratchpad.MAX_LENGTH));
      }
    }
    List<String> all =
        replace != null && replace
            ? new ArrayList<>()
            : new ArrayList<>(scratchpad.read(call.sessionId()));
    all.addAll(items);
    if (all.size() > Scratchpad.MAX_ITEMS) {
      return ToolOutput.failed(
          "/items: there would be %d items, the limit is %d; write it anew with replace"
              .formatted(all.size(), Scratchpad.MAX_ITEMS));
    }
    scratchpad.write(call.sessionId(), List.copyOf(all));
    return ToolOutput.ok(ScratchpadReadTool.shown(all));
  }
}
