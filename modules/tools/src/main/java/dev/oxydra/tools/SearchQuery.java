package dev.oxydra.tools;

import dev.oxydra.types.ToolException;
import java.nio.file.FileSystems;
import java.nio.file.PathMatcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * What is searched for.
 *
 * @param names which files, by their path from the folder that is searched
 * @param pattern what a line must contain; null to find the files themselves
 * @param literal what every match of the pattern contains; empty if nothing is known
 * @param includeIgnored whether files count that {@code .gitignore} files leave out
 */
record SearchQuery(
    @Nullable PathMatcher names,
    @Nullable Pattern pattern,
    String literal,
    boolean includeIgnored) {

  static SearchQuery of(@Nullable String glob, @Nullable String regex, boolean includeIgnored) {
    return new SearchQuery(
        glob == null ? null : matcher(glob),
        pattern(regex),
        regex == null ? "" : RequiredLiteral.of(regex),
        includeIgnored);
  }

  /** Java's globs want a folder for each double star: the one at the start may be none. */
  private static PathMatcher matcher(String glob) {
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
      throw new ToolException("/glob: " + e.getMessage(), e);
    }
  }

  private static @Nullable Pattern pattern(@Nullable String regex) {
    try {
      return regex == null ? null : Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new ToolException("/regex: " + e.getMessage(), e);
    }
  }
}
