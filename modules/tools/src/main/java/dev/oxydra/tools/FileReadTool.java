package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text file, as it is, without line numbers: what is read can be given to file_edit. A
 * picture or a PDF is shown to the model itself.
 */
final class FileReadTool {
  /** The largest picture or PDF, in bytes: 5 MiB. */
  static final int MAX_SHOWN = 5 << 20;

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
    String type = ContentType.ofHead(WorkspaceFiles.head(workspace, place));
    return ContentType.isShown(type)
        ? shown(place)
        : by(Overflow.author(place), lines(place, TextFiles.read(workspace, place), offset, limit));
  }

  private static ToolOutput by(@Nullable String author, ToolOutput output) {
    return author == null ? output : output.from(author);
  }

  private ToolOutput shown(Place place) {
    byte[] bytes =
        WorkspaceFiles.whole(
            workspace,
            place,
            MAX_SHOWN,
            "which is the limit for pictures and PDFs; make a smaller one with shell_exec");
    // Of these bytes, whatever was there a moment ago.
    String type = ContentType.ofHead(bytes);
    return ToolOutput.ok("[%s: %s]".formatted(place.shown(), description(type, bytes)))
        .with(WorkspaceFiles.file(place, bytes, type, ToolFile.Audience.MODEL, null));
  }

  private static String description(String type, byte[] bytes) {
    ImageSize size = ImageSize.of(type, bytes);
    String what = type.equals(ContentType.PDF) ? "a PDF" : "an image";
    return "%s%s, %s, %d bytes; it is attached"
        .formatted(what, size == null ? "" : " of " + size, type, bytes.length);
  }

  private static ToolOutput lines(
      Place place, String text, @Nullable Integer offset, @Nullable Integer limit) {
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
