package dev.oxydra.tools;

import dev.oxydra.tools.annotations.Param;
import dev.oxydra.tools.annotations.Tier;
import dev.oxydra.tools.annotations.Tool;
import dev.oxydra.types.ToolOutput;
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
      @Param("What a line must contain, a Java regular expression") @Nullable String regex,
      @Param("Look also into what .gitignore files leave out; default false")
          @Nullable Boolean includeIgnored)
      throws InterruptedException {
    if (glob == null && regex == null) {
      return ToolOutput.failed("Give glob, regex or both");
    }
    Place place = workspace.resolve(path == null ? Workspace.SHARED : path);
    FileSearch search =
        new FileSearch(SearchQuery.of(glob, regex, Boolean.TRUE.equals(includeIgnored)));
    GitIgnore above = above(place);
    workspace.inFolder(
        "search",
        place,
        folder -> {
          search.run(folder, place, above);
          return place;
        });
    if (Thread.interrupted()) {
      throw new InterruptedException("the search was cancelled");
    }
    return ToolOutput.ok(String.join("\n", search.report()));
  }

  private GitIgnore above(Place place) {
    GitIgnore ignore = GitIgnore.NONE;
    for (int depth = 0; depth < place.depth(); depth++) {
      GitIgnore higher = ignore;
      int at = depth;
      ignore = workspace.inFolder("search", place.above(at), folder -> higher.and(folder, at));
    }
    return ignore;
  }
}
