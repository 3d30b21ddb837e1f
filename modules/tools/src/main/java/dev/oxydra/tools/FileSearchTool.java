package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Finds files by name and content. */
final class FileSearchTool {
  private final Workspace workspace;

  FileSearchTool(Workspace workspace) {
    this.workspace = workspace;
  }

  @Tool(name = "file_search", tier = Tier.READ_ONLY)
  ToolOutput search(
      @Param("Where to look; default /shared") @Nullable String path,
      @Param("Which files, such as *.java (any folder) or src/**/*.md; default all")
          @Nullable String glob,
      @Param("What a line must contain, a Java regular expression") @Nullable String regex)
      throws InterruptedException {
    if (glob == null && regex == null) {
      return ToolOutput.failed("Give glob, regex or both");
    }
    Place place = workspace.resolve(path == null ? Workspace.SHARED : path);
    FileSearch search = new FileSearch(place.shown(), matcher(glob), pattern(regex));
    workspace.inFolder(
        "search",
        place,
        folder -> {
          search.walk(folder, Path.of(""));
          return place;
        });
    if (Thread.interrupted()) {
      throw new InterruptedException("the search was cancelled");
    }
    List<String> found = search.found();
    String note = search.skipped() == 0 ? "" : "\n[%d can't be read]".formatted(search.skipped());
    return ToolOutput.ok((found.isEmpty() ? "Nothing found" : String.join("\n", found)) + note);
  }

  /** Java's globs want a folder for each double star: the one at the start may be none. */
  private static PathMatcher matcher(@Nullable String glob) {
    if (glob == null) {
      return path -> true;
    }
    try {
      PathMatcher whole = FileSystems.getDefault().getPathMatcher("glob:" + glob);
      if (!glob.contains("/")) {
        return path -> whole.matches(path.getFileName());
      }
      if (!glob.startsWith("**/")) {
        return whole;
      }
      PathMatcher rest = FileSystems.getDefault().getPathMatcher("glob:" + glob.substring(3));
      return path -> whole.matches(path) || rest.matches(path);
    } catch (PatternSyntaxException e) {
      throw new WorkspaceException("/glob: " + e.getMessage(), e);
    }
  }

  private static @Nullable Pattern pattern(@Nullable String regex) {
    try {
      return regex == null ? null : Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new WorkspaceException("/regex: " + e.getMessage(), e);
    }
  }
}
