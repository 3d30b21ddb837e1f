package dev.oxydra.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code .gitignore} files from the root down to one folder say about the folder's
 * entries, by the rules of gitignore(5): the last pattern that fits decides, and a file says more
 * than the one of a folder above. Nothing below an ignored folder can be included again, which
 * follows when ignored folders aren't entered.
 *
 * @param above what the files above say; null at the root
 * @param rules the patterns of the folder's own file, the first one first
 */
record GitIgnore(@Nullable GitIgnore above, List<GitIgnoreRule> rules) {
  static final String FILE = ".gitignore";

  /** A file is too large to be taken seriously from here on, in bytes. */
  private static final long MAX_SIZE = 256 << 10;

  /** Ignores nothing. */
  static final GitIgnore NONE = new GitIgnore(null, List.of());

  /**
   * The same and one file more.
   *
   * @param text what the file holds
   * @param depth how many folders the file is below the root
   */
  GitIgnore and(String text, int depth) {
    String lines = text.startsWith("\ufeff") ? text.substring(1) : text;
    return new GitIgnore(
        this,
        Stream.of(lines.split("\r?\n"))
            .flatMap(line -> GitIgnoreRule.parse(line, depth).stream())
            .toList());
  }

  /** The same and the file of an open folder, if there is one. */
  GitIgnore and(SecureDirectoryStream<Path> folder, int depth) throws IOException {
    Path file = Path.of(FILE);
    try {
      BasicFileAttributes attributes = TextFiles.attributes(folder, file);
      if (!attributes.isRegularFile() || attributes.size() > MAX_SIZE) {
        return this;
      }
      return and(new String(TextFiles.bytes(folder, file, FILE), StandardCharsets.UTF_8), depth);
    } catch (NoSuchFileException e) {
      return this;
    }
  }

  /**
   * Whether an entry is ignored.
   *
   * @param path the names of the folders that it is in, from the root down
   */
  boolean ignores(List<String> path, String name, boolean isFolder) {
    for (GitIgnoreRule rule : rules.reversed()) {
      if (rule.matches(path, name, isFolder)) {
        return !rule.negated();
      }
    }
    return above != null && above.ignores(path, name, isFolder);
  }
}
