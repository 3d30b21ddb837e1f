package dev.oxydra.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One walk through a folder and what is below; follows no link, ends early when interrupted. */
final class FileSearch {
  private static final int MAX_FOUND = 1000;
  private static final int MAX_LINE = 500;

  private final String top;
  private final PathMatcher names;
  private final @Nullable Pattern pattern;
  private final List<String> found = new ArrayList<>();
  private int skipped;
  private final SearchBudget budget = new SearchBudget();

  FileSearch(String top, PathMatcher names, @Nullable Pattern pattern) {
    this.top = top;
    this.names = names;
    this.pattern = pattern;
  }

  List<String> found() {
    List<String> shown = new ArrayList<>(found);
    if (shown.size() >= MAX_FOUND) {
      shown.add("[stopped after " + MAX_FOUND + " results; narrow the search]");
    }
    return shown;
  }

  /** How many files and folders could not be read. */
  int skipped() {
    return skipped;
  }

  void walk(SecureDirectoryStream<Path> folder, Path relative) throws IOException {
    List<Path> entries = new ArrayList<>();
    folder.forEach(entry -> entries.add(entry.getFileName()));
    entries.sort(null);
    for (Path name : entries) {
      if (found.size() >= MAX_FOUND || Thread.currentThread().isInterrupted()) {
        return;
      }
      try {
        visit(folder, name, relative.resolve(name));
      } catch (NoSuchFileException | AccessDeniedException e) {
        skipped++; // deleted meanwhile, or not ours to read: the rest is still worth finding
      }
    }
  }

  private void visit(SecureDirectoryStream<Path> folder, Path name, Path relative)
      throws IOException {
    BasicFileAttributes attributes = TextFiles.attributes(folder, name);
    if (attributes.isDirectory() && !name.toString().equals(".git")) {
      try (SecureDirectoryStream<Path> below =
          folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
        walk(below, relative);
      }
    } else if (attributes.isRegularFile() && names.matches(relative)) {
      visitFile(folder, name, top + "/" + relative, attributes.size());
    }
  }

  private void visitFile(SecureDirectoryStream<Path> folder, Path name, String shown, long size)
      throws IOException {
    if (pattern == null) {
      found.add(shown);
    } else if (size <= TextFiles.MAX_SIZE) {
      String text = new String(TextFiles.bytes(folder, name, shown), StandardCharsets.UTF_8);
      if (text.indexOf('\0') < 0) {
        grep(pattern, shown, text.lines().toList());
      }
    }
  }

  private void grep(Pattern wanted, String shown, List<String> lines) {
    for (int i = 0; i < lines.size() && found.size() < MAX_FOUND; i++) {
      String line = lines.get(i);
      if (budget.finds(wanted, line)) {
        String cut = line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "…";
        found.add(shown + ":" + (i + 1) + ": " + cut);
      }
    }
  }
}
