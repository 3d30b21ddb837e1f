package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces texts in a file: all of them or none. */
final class FileEditTool {
  private final Workspace workspace;

  FileEditTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "file_edit", tier = Tier.SIDE_EFFECTING)
  ToolOutput edit(
      @Param("The file") String path,
      @Param("The replacements, made one after the other; if one fails none is made")
          List<Edit> edits) {
    Place place = workspace.resolve(path);
    String text = TextFiles.read(workspace, place);
    for (int i = 0; i < edits.size(); i++) {
      text = edits.get(i).apply(text, "/edits/" + i + "/old_text", place.shown());
    }
    TextFiles.write(workspace, place, text);
    return ToolOutput.ok("Made %d edits in %s".formatted(edits.size(), place.shown()));
  }

  /** One replacement. */
  record Edit(
      @Param("The exact text to replace, line breaks and indentation included") String oldText,
      @Param("The text to put in its place; empty to remove it") String newText,
      @Param("Replace every match instead of exactly one; default false")
          @Nullable Boolean replaceAll) {
    Edit {
      if (oldText.isEmpty()) {
        throw new IllegalArgumentException("old_text must not be empty");
      }
    }

    String apply(String text, String pointer, String shown) {
      int first = text.indexOf(oldText);
      if (first < 0) {
        throw new WorkspaceException(
            pointer
                + ": not found in "
                + shown
                + (text.contains("\r\n") ? " (its lines end with CRLF)" : "")
                + "; nothing was changed. Read the file and copy the text exactly");
      }
      int matches = matches(text, first);
      if (matches > 1 && !Boolean.TRUE.equals(replaceAll)) {
        throw new WorkspaceException(
            "%s: found %d times in %s; nothing was changed. Add lines around it or set replace_all"
                .formatted(pointer, matches, shown));
      }
      return text.replace(oldText, newText);
    }

    private int matches(String text, int first) {
      int count = 0;
      for (int at = first; at >= 0; at = text.indexOf(oldText, at + oldText.length())) {
        count++;
      }
      return count;
    }
  }
}
