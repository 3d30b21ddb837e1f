package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes what the user has sent to a file. */
final class AttachmentSaveTool {
  private final Workspace workspace;

  AttachmentSaveTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "attachment_save", tier = Tier.SIDE_EFFECTING)
  ToolOutput save(
      @Param("The file to write, under /shared or /tmp; folders that are missing are made")
          String path,
      @Param(
              value = "Which attachment of the message, from 1; needed where it has several",
              min = 1)
          @Nullable Integer index,
      @Param(
              value =
                  "Which message of those with attachments: 1 for the latest, 2 for the one before"
                      + " it; default 1",
              min = 1)
          @Nullable Integer message,
      ToolContext context) {
    Place place = workspace.resolve(path);
    int back = message == null ? 1 : message;
    List<Attachment> files = context.sent().of(back - 1);
    if (files.isEmpty()) {
      return ToolOutput.failed(
          back == 1
              ? "The user has sent no attachment in this session"
              : "/message: there are fewer than %d messages with attachments".formatted(back));
    }
    if (index == null ? files.size() > 1 : index > files.size()) {
      return ToolOutput.failed("/index: the message has " + list(files));
    }
    Attachment file = files.get(index == null ? 0 : index - 1);
    TextFiles.write(workspace, place, file.data());
    return ToolOutput.ok(
        "Wrote %d bytes (%s) to %s".formatted(file.data().length, file.mimeType(), place.shown()));
  }

  private static String list(List<Attachment> files) {
    return IntStream.range(0, files.size())
        .mapToObj(i ->
            "%d: %s, %d bytes"
                .formatted(i + 1, files.get(i).mimeType(), files.get(i).data().length))
        .collect(Collectors.joining("; "));
  }
}
