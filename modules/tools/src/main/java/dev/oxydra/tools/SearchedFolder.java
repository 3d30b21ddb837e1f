package dev.oxydra.tools;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.Stream;

/**
 * An open folder in a search. Its entries are searched a part at a time and its folders one by one,
 * by any thread of the search; all of that has ended before the folder is closed.
 *
 * @param shown its path as tools show it
 * @param relative its path from where the search began
 * @param path the names of the folders from the root down to it, itself included
 * @param ignore what the {@code .gitignore} files say, those of the folders above alone at first
 */
record SearchedFolder(
    FileSearch search,
    SecureDirectoryStream<Path> stream,
    String shown,
    Path relative,
    List<String> path,
    GitIgnore ignore) {
  private static final int PART = 128;

  /** How deep a search goes: every folder on the way stays open. */
  private static final int MAX_DEPTH = 200;

  private static final String REPOSITORY = ".git";

  /** Searches all that is in it. */
  void walk() {
    try {
      List<Path> names = new ArrayList<>();
      stream.forEach(entry -> names.add(entry.getFileName()));
      names.sort(null);
      walk(withIgnoreFile(names), names);
    } catch (IOException | DirectoryIteratorException e) {
      search.skipped.incrementAndGet(); // not ours to read: the rest is still worth finding
    }
  }

  private SearchedFolder withIgnoreFile(List<Path> names) throws IOException {
    boolean has = names.stream().anyMatch(name -> name.toString().equals(GitIgnore.FILE));
    return !has || search.query.includeIgnored()
        ? this
        : new SearchedFolder(
            search, stream, shown, relative, path, ignore.and(stream, path.size()));
  }

  private static void walk(SearchedFolder folder, List<Path> names) {
    List<ForkJoinTask<?>> parts = new ArrayList<>();
    for (int from = 0; from < names.size(); from += PART) {
      List<Path> part = names.subList(from, Math.min(from + PART, names.size()));
      parts.add(ForkJoinTask.adapt(() -> folder.visit(part)));
    }
    ForkJoinTask.invokeAll(parts);
  }

  private void visit(List<Path> names) {
    SearchedFiles files = new SearchedFiles(search, stream);
    List<ForkJoinTask<?>> folders = new ArrayList<>();
    for (Path name : names) {
      String child = shown + "/" + name;
      if (!search.wants(child)) {
        break;
      }
      try {
        BasicFileAttributes attributes = TextFiles.attributes(stream, name);
        if (isLeftOut(name.toString(), attributes.isDirectory())) {
          continue;
        }
        if (attributes.isDirectory()) {
          folders.add(ForkJoinTask.adapt(() -> enter(name, child)));
        } else if (attributes.isRegularFile()) {
          files.visit(name, relative, child, attributes.size());
        }
      } catch (IOException e) {
        search.skipped.incrementAndGet(); // deleted or replaced meanwhile, or not ours to read
      }
    }
    ForkJoinTask.invokeAll(folders);
  }

  private boolean isLeftOut(String name, boolean isFolder) {
    if (isFolder && name.equals(REPOSITORY)) {
      return true;
    }
    if (search.query.includeIgnored() || !ignore.ignores(path, name, isFolder)) {
      return false;
    }
    search.ignored.incrementAndGet();
    return true;
  }

  private void enter(Path name, String child) {
    if (!search.wants(child)) {
      return;
    }
    Path below = relative.resolve(name);
    if (below.getNameCount() > MAX_DEPTH) {
      search.skipped.incrementAndGet();
      return;
    }
    List<String> names = Stream.concat(path.stream(), Stream.of(name.toString())).toList();
    try (SecureDirectoryStream<Path> open =
        stream.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      new SearchedFolder(search, open, child, below, names, ignore).walk();
    } catch (IOException e) {
      search.skipped.incrementAndGet();
    }
  }
}
