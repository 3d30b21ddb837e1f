package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists a folder. */
final class FileListTool {
  private static final String TOP = "shared/\ntmp/\nvault/ (can only be read by vault_copyto)";

  /** How many entries of a folder are listed: with more a small heap would be full. */
  static final int MAX = 100_000;

  private final Workspace workspace;

  FileListTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "file_list", tier = Tier.READ_ONLY)
  ToolOutput list(@Param("The folder; default /shared") @Nullable String path) {
    if ("/".equals(path)) {
      return ToolOutput.ok(TOP);
    }
    Place place = workspace.resolve(path == null ? Workspace.SHARED : path);
    List<String> lines = workspace.inFolder("list", place, FileListTool::lines);
    return ToolOutput.ok(
        lines.isEmpty() ? "[" + place.shown() + " is empty]" : String.join("\n", lines));
  }

  private static List<String> lines(SecureDirectoryStream<Path> folder) throws IOException {
    List<String> lines = new ArrayList<>();
    long more = 0;
    for (Path entry : folder) {
      Path name = entry.getFileName();
      if (lines.size() < MAX) {
        lines.add(line(name.toString(), TextFiles.attributes(folder, name)));
      } else {
        more++;
      }
    }
    lines.sort(null);
    if (more > 0) {
      lines.addFirst("[%d entries, and %d more that are not listed]".formatted(MAX, more));
    }
    return lines;
  }

  private static String line(String name, BasicFileAttributes attributes) {
    String shown = ShownName.of(name) + kind(attributes);
    return ShownName.isBroken(name) ? shown + " (its name is not UTF-8; use shell_exec)" : shown;
  }

  private static String kind(BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      return "/";
    }
    return attributes.isRegularFile()
        ? " (%d bytes)".formatted(attributes.size())
        : attributes.isSymbolicLink() ? " (link)" : " (not a regular file)";
  }
}
