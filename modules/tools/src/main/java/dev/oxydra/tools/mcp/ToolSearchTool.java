package dev.oxydra.tools.mcp;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds tools of servers, and loads what it finds: the model is told of those from then on. */
final class ToolSearchTool {
  private static final int USUAL = 5;
  private static final int WHOLE_WORD = 4;
  private static final int PART_OF_NAME = 2;

  private final Servers servers;
  private final LoadedTools loaded;

  ToolSearchTool(Servers servers, LoadedTools loaded) {
    this.servers = servers;
    this.loaded = loaded;
  }

  private record Hit(Definition tool, int score) {}

  @Tool(name = "tool_search", tier = Tier.READ_ONLY)
  ToolOutput search(
      @Param("Words of the tool's name or of what it does, such as: github issue create")
          String query,
      @Param(value = "How many tools at most. Default 5", min = 1, max = 20) @Nullable Integer topK,
      ToolContext context) {
    List<String> words =
        Arrays.stream(query.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList();
    List<Definition> found =
        servers
            .tools()
            .map(tool -> new Hit(tool, score(tool, words)))
            .filter(hit -> hit.score() > 0)
            .sorted(
                Comparator.comparingInt(Hit::score)
                    .reversed()
                    .thenComparing(hit -> hit.tool().spec().name()))
            .limit(topK == null ? USUAL : topK)
            .map(Hit::tool)
            .toList();
    loaded.add(context.sessionId(), found.stream().map(tool -> tool.spec().name()).toList());
    return shown(found);
  }

  private static int score(Definition tool, List<String> words) {
    String name = tool.spec().name().toLowerCase(Locale.ROOT);
    String description = tool.spec().description().toLowerCase(Locale.ROOT);
    List<String> parts = List.of(name.split("[_-]+"));
    int score = 0;
    for (String word : words) {
      if (parts.contains(word)) {
        score += WHOLE_WORD;
      } else if (name.contains(word)) {
        score += PART_OF_NAME;
      } else if (description.contains(word)) {
        score++;
      }
    }
    return score;
  }

  private ToolOutput shown(List<Definition> found) {
    StringBuilder text = new StringBuilder();
    if (found.isEmpty()) {
      text.append(
          "No tool fits. There are %d, of these servers: %s\n"
              .formatted(
                  servers.tools().count(),
                  servers.links().stream()
                      .map(link -> link.name() + " (" + link.catalogue().tools().size() + ")")
                      .collect(Collectors.joining(", "))));
    } else {
      text.append("These can be called from now on:\n");
    }
    found.forEach(tool ->
        text.append(tool.spec().name())
            .append(": ")
            .append(Session.shown(tool.spec().description()))
            .append('\n'));
    servers.missing().forEach(line -> text.append(line).append('\n'));
    String authors =
        found.stream()
            .map(tool -> "mcp:" + tool.server())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" "));
    ToolOutput output = ToolOutput.ok(text.toString().strip());
    return authors.isEmpty() ? output : output.from(authors);
  }
}
