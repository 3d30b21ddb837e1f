package dev.oxydra.tools.memory;

import dev.oxydra.types.MemoryStore.Found;
import dev.oxydra.types.MemoryStore.Recalled;
import dev.oxydra.types.ToolOutput;
import java.util.stream.Collectors;

/** What was found, as the model is shown it. */
final class FoundText {
  private FoundText() {}

  static ToolOutput of(Found found) {
    String items = found.items().stream().map(FoundText::line).collect(Collectors.joining("\n"));
    String text = items.isEmpty() ? "[Nothing was found]" : items;
    String notice = found.notice() == null ? "" : "\n[" + found.notice() + "]";
    return ToolOutput.ok(text + notice).from(Recalled.source(found.items()));
  }

  private static String line(Recalled item) {
    return "- " + item.provenance() + ": " + item.text();
  }
}
