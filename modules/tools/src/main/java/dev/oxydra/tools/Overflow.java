package dev.oxydra.tools;

import dev.oxydra.types.Uuid7;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where output goes that is too long to show. The oldest of it is deleted when there is too much.
 *
 * @param limit how much is shown, in bytes
 */
record Overflow(Workspace workspace, int limit) {
  /** How many files are kept, the new one aside. */
  static final int MAX_FILES = 99;

  /** How large they may be together before another one is added, in bytes: 256 MiB. */
  static final long MAX_SIZE = 256L << 20;

  private static final String FOLDER = Workspace.TMP + "/outputs/";
  // What else somebody puts into the folder stays.
  private static final Pattern OURS = Pattern.compile("[A-Za-z0-9_-]+-[0-9a-f-]{36}\\.txt");

  /**
   * Who wrote a file that is kept here: what a page said stays what a page said, though a file tool
   * reads it. Null for the workspace's own.
   */
  static @Nullable String author(Place place) {
    if (!place.shown().startsWith(FOLDER)) {
      return null;
    }
    String name = place.shown().substring(FOLDER.length());
    return name.startsWith("web_") ? "web" : name.startsWith("mcp_") ? "mcp" : null;
  }

  BoundedOutput open(String tool) {
    return new BoundedOutput(this, FOLDER + tool + "-" + Uuid7.create() + ".txt");
  }

  WritableByteChannel create(String path) {
    Place place = workspace.resolve(path);
    return workspace.inMadeFolderOf(
        "write",
        place,
        folder -> {
          deleteOldest(folder);
          return folder.newByteChannel(
              place.name(),
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS));
        });
  }

  private static void deleteOldest(SecureDirectoryStream<Path> folder) throws IOException {
    List<Kept> kept = new ArrayList<>();
    for (Path entry : folder) {
      note(folder, entry.getFileName(), kept);
    }
    kept.sort(Comparator.comparing(file -> file.attributes().lastModifiedTime()));
    long size = kept.stream().mapToLong(file -> file.attributes().size()).sum();
    for (int i = 0; kept.size() - i > MAX_FILES || (size > MAX_SIZE && i < kept.size()); i++) {
      size -= kept.get(i).attributes().size();
      delete(folder, kept.get(i).name());
    }
  }

  private static void note(SecureDirectoryStream<Path> folder, Path name, List<Kept> kept)
      throws IOException {
    if (!OURS.matcher(name.toString()).matches()) {
      return;
    }
    try {
      BasicFileAttributes attributes = TextFiles.attributes(folder, name);
      if (attributes.isRegularFile()) {
        kept.add(new Kept(name, attributes));
      }
    } catch (NoSuchFileException e) {
      // Another call has just deleted it.
    }
  }

  private static void delete(SecureDirectoryStream<Path> folder, Path name) throws IOException {
    try {
      folder.deleteFile(name);
    } catch (NoSuchFileException e) {
      // Another call was faster.
    }
  }

  private record Kept(Path name, BasicFileAttributes attributes) {}
}
