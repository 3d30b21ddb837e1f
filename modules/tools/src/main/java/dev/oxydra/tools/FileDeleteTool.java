package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;

/** Deletes a file, a link itself, or an empty folder. */
final class FileDeleteTool {
  private final Workspace workspace;

  FileDeleteTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "file_delete", tier = Tier.SIDE_EFFECTING)
  ToolOutput delete(@Param("The file, link or empty folder") String path) {
    Place place = workspace.resolveEntry(path);
    return workspace.inFolderOf(
        "delete",
        place,
        folder -> {
          if (TextFiles.attributes(folder, place.name()).isDirectory()) {
            folder.deleteDirectory(place.name());
          } else {
            folder.deleteFile(place.name());
          }
          return ToolOutput.ok("Deleted " + place.shown());
        });
  }
}
