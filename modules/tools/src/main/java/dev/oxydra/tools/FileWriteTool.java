package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a whole file. */
final class FileWriteTool {
  /** How many lines a diff may have to be shown: the model has just written the text. */
  static final int MAX_DIFF = 20;

  private final Workspace workspace;

  FileWriteTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "file_write", tier = Tier.SIDE_EFFECTING)
  ToolOutput write(
      @Param("The file; folders that are missing are made") String path,
      @Param("The whole content") String content) {
    Place place = workspace.resolve(path);
    String before = TextFiles.readIfText(workspace, place);
    TextFiles.write(workspace, place, content);
    int size = content.getBytes(StandardCharsets.UTF_8).length;
    return ToolOutput.ok(
        "Wrote %d bytes to %s".formatted(size, place.shown())
            + (before == null ? "" : change(new LineDiff(before, content), place.shown())));
  }

  private static String change(LineDiff diff, String shown) {
    List<String> lines = diff.unified(shown);
    return ": "
        + diff.counts()
        + (lines.isEmpty() || lines.size() > MAX_DIFF ? "" : "\n" + String.join("\n", lines));
  }
}
