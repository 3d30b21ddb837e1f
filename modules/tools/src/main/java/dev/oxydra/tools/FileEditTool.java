package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Replaces texts in a file: all of them or none. */
final class FileEditTool {
  /** How many lines of the diff are shown. */
  static final int MAX_DIFF = 100;

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
    LineDiff diff = TextFiles.edit(workspace, place, text -> edited(text, edits, place.shown()));
    return ToolOutput.ok(
        "Made %d edits in %s: %s%s"
            .formatted(edits.size(), place.shown(), diff.counts(), head(diff, place.shown())));
  }

  private static String edited(String before, List<Edit> edits, String shown) {
    String text = before;
    for (int i = 0; i < edits.size(); i++) {
      text = edits.get(i).apply(text, "/edits/" + i + "/old_text", shown);
    }
    return text;
  }

  private static String head(LineDiff diff, String shown) {
    List<String> lines = diff.unified(shown);
    int more = lines.size() - MAX_DIFF;
    return lines.stream().limit(MAX_DIFF).map(line -> "\n" + line).collect(Collectors.joining())
        + (more > 0 ? "\n[%d more lines of the diff]".formatted(more) : "");
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
        throw new ToolException(
            pointer
                + ": not found in "
                + shown
                + (text.contains("\r\n") ? " (its lines end with CRLF)" : "")
                + "; nothing was changed. Read the file and copy the text exactly");
      }
      int matches = matches(text, first);
      if (matches > 1 && !Boolean.TRUE.equals(replaceAll)) {
        throw new ToolException(
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
