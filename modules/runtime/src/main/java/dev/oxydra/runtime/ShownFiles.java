package dev.oxydra.runtime;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.FileSource;
import dev.oxydra.types.Message;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts the files that results of tools refer to beside them, as long as there is room; in place of
 * one that can't be shown it says so. Safe for use by several threads.
 */
final class ShownFiles {
  /** How much one turn's own tools may show, in bytes: 20 MiB. */
  static final long OF_TURN = 20L << 20;

  /** How much is shown again of earlier turns, in bytes: 10 MiB, the newest. */
  static final long OF_PAST = 10L << 20;

  private final FileSource source;
  private long room;

  /**
   * @param room how many bytes they may have together
   */
  ShownFiles(FileSource source, long room) {
    this.source = source;
    this.room = room;
  }

  /** A conversation with its files, of which the newest are shown when there are too many. */
  List<Message> in(List<Message> messages, Map<String, List<ToolFile>> files) {
    if (files.isEmpty()) {
      return messages;
    }
    List<Message> shown = new ArrayList<>(messages);
    for (int i = shown.size() - 1; i >= 0; i--) {
      List<ToolResult> results = shown.get(i).parts(ToolResult.class);
      if (results.stream().anyMatch(result -> files.containsKey(result.callId()))) {
        shown.set(i, Message.toolResults(in(files, results)));
      }
    }
    return shown;
  }

  private List<ToolResult> in(Map<String, List<ToolFile>> files, List<ToolResult> results) {
    return results.reversed().stream()
        .map(result -> beside(result, files.getOrDefault(result.callId(), List.of())))
        .toList()
        .reversed();
  }

  /** A result with its files. */
  synchronized ToolResult beside(ToolResult result, List<ToolFile> files) {
    StringBuilder text = new StringBuilder(result.text());
    List<Attachment> shown = new ArrayList<>();
    for (ToolFile file : files) {
      try {
        shown.add(load(file));
      } catch (ToolException e) {
        text.append("\n[").append(file.path()).append(" is not shown: ");
        text.append(e.getMessage()).append(']');
      }
    }
    return files.isEmpty() ? result : result.with(text.toString(), shown);
  }

  private Attachment load(ToolFile file) {
    if (file.size() > room) {
      throw new ToolException("other files take the room; read it again in another turn");
    }
    Attachment loaded = new Attachment(file.mimeType(), source.read(file));
    room -= loaded.data().length;
    return loaded;
  }
}
