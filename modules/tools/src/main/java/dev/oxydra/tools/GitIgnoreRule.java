package dev.oxydra.tools;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One pattern of a {@code .gitignore} file.
 *
 * @param parts the pattern between slashes; {@code **} stands for folders
 * @param depth how many folders its file is below the root
 * @param anchored whether it speaks of a path from the file's folder, not of a name at any depth
 * @param onlyFolders whether it fits folders alone
 * @param negated whether it includes again what it fits
 */
record GitIgnoreRule(
    List<Wildcard> parts, int depth, boolean anchored, boolean onlyFolders, boolean negated) {
  private static final String FOLDERS = "**";

  /** The pattern of a line; nothing for a comment, an empty line and a pattern that is none. */
  static Optional<GitIgnoreRule> parse(String line, int depth) {
    String pattern = line.startsWith("#") ? "" : withoutTrailingSpaces(line);
    boolean negated = pattern.startsWith("!");
    pattern = negated ? pattern.substring(1) : pattern;
    boolean onlyFolders = pattern.endsWith("/");
    pattern = onlyFolders ? pattern.substring(0, pattern.length() - 1) : pattern;
    boolean anchored = pattern.contains("/");
    pattern = pattern.startsWith("/") ? pattern.substring(1) : pattern;
    if (pattern.isEmpty()) {
      return Optional.empty();
    }
    List<Wildcard> parts = Stream.of(pattern.split("/", -1)).map(Wildcard::new).toList();
    return Optional.of(new GitIgnoreRule(parts, depth, anchored, onlyFolders, negated));
  }

  private static String withoutTrailingSpaces(String line) {
    int end = line.length();
    while (end > 0 && line.charAt(end - 1) == ' ' && !isEscaped(line, end - 1)) {
      end--;
    }
    return line.substring(0, end);
  }

  private static boolean isEscaped(String line, int at) {
    int before = at;
    while (before > 0 && line.charAt(before - 1) == '\\') {
      before--;
    }
    return (at - before) % 2 == 1;
  }

  /**
   * Whether it fits an entry of the file's folder or of one below.
   *
   * @param path the names of the folders that the entry is in, from the root down
   */
  boolean matches(List<String> path, String name, boolean isFolder) {
    if (onlyFolders && !isFolder) {
      return false;
    }
    return anchored ? matchesPath(path, name) : parts.getFirst().matches(name);
  }

  /**
   * Tries each part where the one before ended; after a miss, the last {@code **} takes one more.
   */
  private boolean matchesPath(List<String> path, String name) {
    int part = 0;
    int retryPart = -1;
    int retryAt = 0;
    for (int at = depth; at <= path.size(); ) {
      if (part < parts.size() && parts.get(part).pattern().equals(FOLDERS)) {
        retryPart = ++part;
        retryAt = at;
        if (part == parts.size()) {
          return true;
        }
      } else if (part < parts.size()
          && parts.get(part).matches(at < path.size() ? path.get(at) : name)) {
        part++;
        at++;
      } else if (retryPart >= 0) {
        part = retryPart;
        at = ++retryAt;
      } else {
        return false;
      }
    }
    return part == parts.size();
  }
}
