package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
import java.nio.charset.StandardCharsets;

/** Writes a whole file. */
final class FileWriteTool {
  private final Workspace workspace;

  FileWriteTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "file_write", tier = Tier.SIDE_EFFECTING)
  ToolOutput write(
      @Param("The file; folders that are missing are made") String path,
      @Param("The whole content") String content) {
    Place place = workspace.resolve(path);
    TextFiles.write(workspace, place, content);
    int size = content.getBytes(StandardCharsets.UTF_8).length;
    return ToolOutput.ok("Wrote %d bytes to %s".formatted(size, place.shown()));
  }
}
