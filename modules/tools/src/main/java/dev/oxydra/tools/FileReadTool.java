package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a text file, as it is, without line numbers: what is read can be given to file_edit. */
final class FileReadTool {
  private static final int DEFAULT_LIMIT = 2000;

  private final Workspace workspace;

  FileReadTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "file_read", tier = Tier.READ_ONLY)
  ToolOutput read(
      @Param("The file, such as notes.txt or /shared/notes.txt") String path,
      @Param(value = "The first line to read, from 1; default 1", min = 1) @Nullable Integer offset,
      @Param(value = "How many lines to read at most; default 2000", min = 1)
          @Nullable Integer limit) {
    Place place = workspace.resolve(path);
    String text = TextFiles.read(workspace, place);
    if (text.isEmpty()) {
      return ToolOutput.ok("[" + place.shown() + " is empty]");
    }
    List<String> lines = List.of(text.split("(?<=\n)"));
    int from = (offset == null ? 1 : offset) - 1;
    if (from >= lines.size()) {
      return ToolOutput.failed("%s has only %d lines".formatted(place.shown(), lines.size()));
    }
    int count = Math.min(limit == null ? DEFAULT_LIMIT : limit, lines.size() - from);
    String part = String.join("", lines.subList(from, from + count));
    return ToolOutput.ok(
        count == lines.size()
            ? part
            : "%s\n[lines %d to %d of %d]".formatted(part, from + 1, from + count, lines.size()));
  }
}
