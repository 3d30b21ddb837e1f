package dev.oxydra.runtime;

import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.MemoryEvent.Place;
import dev.oxydra.types.MemoryStore.Recalled;
import dev.oxydra.types.ToolPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a turn is shown of memory.
 *
 * @param text for the model, between marks
 * @param places what it is of
 * @param source who wrote it, see {@link Recalled#source}
 */
record Recollection(String text, List<Place> places, String source) {
  private static final int CHARACTERS_A_TOKEN = 4;

  /** What would end the marks, or begin others, in whatever case and spacing. */
  private static final Pattern MARK = Pattern.compile("(?i)<(\\s*/?\\s*recalled)");

  Recollection {
    places = List.copyOf(places);
  }

  /**
   * As many of these as there is room for.
   *
   * @return null for none
   */
  static @Nullable Recollection of(List<Recalled> items, int maxTokens) {
    int room = maxTokens * CHARACTERS_A_TOKEN;
    List<Recalled> shown = new ArrayList<>();
    StringBuilder lines = new StringBuilder();
    for (Recalled item : items) {
      String line = line(item);
      if (lines.length() + line.length() < room) {
        lines.append('\n').append(line);
        shown.add(item);
      }
    }
    return shown.isEmpty()
        ? null
        : new Recollection(
            "<recalled>" + lines + "\n</recalled>",
            shown.stream().map(Recalled::place).toList(),
            Recalled.source(shown));
  }

  private static String line(Recalled item) {
    String line = MARK.matcher("- " + item.provenance() + ": " + item.text()).replaceAll("&lt;$1");
    String source = Recalled.source(List.of(item));
    return source.equals(ToolPolicy.MEMORY) ? line : Fence.around(source, line);
  }

  MemoryEvent event() {
    return new MemoryEvent.Recalled(places);
  }
}
