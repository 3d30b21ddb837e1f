package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolOutput;
import org.jspecify.annotations.Nullable;

/** Shows the user a file of the workspace: the result refers to it, and front ends are sent it. */
final class SendMediaTool {
  /** The largest file, in bytes: 10 MiB, as large as one that a user may send. */
  static final int MAX_SIZE = 10 << 20;

  /** The longest caption, in characters: what chat services take. */
  static final int MAX_CAPTION = 1024;

  private final Workspace workspace;

  SendMediaTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "send_media", tier = Tier.SIDE_EFFECTING)
  ToolOutput send(
      @Param("The file to show, such as chart.png or /tmp/song.mp3") String path,
      @Param("What to say with it, at most 1024 characters") @Nullable String caption) {
    if (caption != null && caption.length() > MAX_CAPTION) {
      return ToolOutput.failed(
          "/caption: has %d characters, the limit is %d".formatted(caption.length(), MAX_CAPTION));
    }
    Place place = workspace.resolve(path);
    byte[] bytes =
        WorkspaceFiles.whole(
            workspace, place, MAX_SIZE, "which is the limit; make it smaller, or send a part");
    if (bytes.length == 0) {
      return ToolOutput.failed(place.shown() + " is empty; there is nothing to show");
    }
    String type = ContentType.of(bytes);
    return ToolOutput.ok(
            "The user is shown %s (%s, %d bytes)".formatted(place.shown(), type, bytes.length))
        .with(WorkspaceFiles.file(place, bytes, type, ToolFile.Audience.USER, caption));
  }
}
