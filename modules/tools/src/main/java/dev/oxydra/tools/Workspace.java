package dev.oxydra.tools;

import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ToolException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The folders that file tools may touch, {@code /shared} and {@code /tmp}, and the vault, which one
 * of them may read. A path is resolved with all its links and must then lie within its folder; what
 * is done to it goes from that folder down, step by step, following no link, so that one planted in
 * between leads nowhere.
 */
final class Workspace {
  static final String SHARED = "/shared";
  static final String TMP = "/tmp";
  static final String VAULT = "/vault";

  /** How many names a path may have: each folder on the way is opened. */
  private static final int MAX_DEPTH = 200;

  private final Map<String, Path> roots;
  private final Path vault;

  Workspace(Bootstrap.Paths paths) {
    this.roots = new TreeMap<>(Map.of(SHARED, Path.of(paths.shared()), TMP, Path.of(paths.tmp())));
    this.vault = Path.of(paths.vault());
  }

  /** What is at {@code path}, its links resolved. */
  Place resolve(String path) {
    return attempt("open", path, () -> resolve(path, root(path), true));
  }

  /** What is at {@code path} below {@code /vault}, its links resolved. */
  Place resolveInVault(String path) {
    if (!rootName(path).equals(VAULT)) {
      throw new ToolException("'" + path + "' is not in the vault; use a path under /vault");
    }
    return attempt("open", path, () -> resolve(path, vault, true));
  }

  /** The entry {@code path} itself, which may be a link. */
  Place resolveEntry(String path) {
    return attempt("open", path, () -> resolve(path, root(path), false));
  }

  private Path root(String path) {
    String name = rootName(path);
    Path root = roots.get(name);
    if (root == null) {
      throw new ToolException(
          name.equals(VAULT)
              ? "/vault can only be read by vault_copyto"
              : "'" + path + "' is outside of the workspace; use a path under /shared or /tmp");
    }
    return root;
  }

  private static String rootName(String path) {
    return "/" + names(path).getFirst();
  }

  private static Place resolve(String path, Path configured, boolean followLast)
      throws IOException {
    List<String> names = names(path);
    Path root = configured.toRealPath();
    Path real = root;
    for (int i = 1; i < names.size(); i++) {
      real = step(real, names.get(i), followLast || i < names.size() - 1);
      if (!real.startsWith(root)) {
        throw new ToolException("'" + path + "' is a link that leads out of the workspace");
      }
    }
    return new Place("/" + String.join("/", names), root, real);
  }

  private static Path step(Path folder, String name, boolean follow) throws IOException {
    Path next = folder.resolve(name);
    return follow && Files.exists(next, LinkOption.NOFOLLOW_LINKS) ? next.toRealPath() : next;
  }

  private static List<String> names(String path) {
    if (path.indexOf('\0') >= 0) {
      throw new ToolException("A path can't contain a NUL character");
    }
    String absolute = path.startsWith("/") ? path : SHARED + "/" + path;
    List<String> names =
        Arrays.stream(absolute.split("/")).filter(n -> !n.isEmpty() && !n.equals(".")).toList();
    if (names.contains("..")) {
      throw new ToolException("'..' is not allowed in a path: '" + path + "'");
    }
    if (names.isEmpty()) {
      throw new ToolException("'/' itself can only be listed; it has /shared, /tmp, /vault");
    }
    if (names.size() > MAX_DEPTH) {
      throw new ToolException(
          "A path can't have more than %d names, this has %d".formatted(MAX_DEPTH, names.size()));
    }
    return names;
  }

  /** Does something in the folder that {@code place} is in. */
  <T> T inFolderOf(String verb, Place place, FolderAction<T> action) {
    return inFolder(verb, place, depthOfFolder(verb, place), Missing.FAILS, action);
  }

  /** The same, and makes the folders that {@code place} needs above it. */
  <T> T inMadeFolderOf(String verb, Place place, FolderAction<T> action) {
    return inFolder(verb, place, depthOfFolder(verb, place), Missing.IS_MADE, action);
  }

  /** Does something in the folder {@code place}. */
  <T> T inFolder(String verb, Place place, FolderAction<T> action) {
    return inFolder(verb, place, place.depth(), Missing.FAILS, action);
  }

  private static int depthOfFolder(String verb, Place place) {
    if (place.isRoot()) {
      throw new ToolException("Can't " + verb + " " + place.shown() + ": it is a root");
    }
    return place.depth() - 1;
  }

  private static <T> T inFolder(
      String verb, Place place, int depth, Missing missing, FolderAction<T> action) {
    return attempt(
        verb,
        place.shown(),
        () -> {
          try (SecureDirectoryStream<Path> root = open(place.root())) {
            return new Descent<T>(place, root, missing, action).from(root, 0, depth);
          }
        });
  }

  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  private static SecureDirectoryStream<Path> open(Path root) throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(root);
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this system can't open folders safely");
  }

  /** Runs {@code io}; its failure becomes one that the model understands. */
  static <T> T attempt(String verb, String shown, FileAction<T> io) {
    try {
      return io.run();
    } catch (InvalidPathException e) {
      throw new ToolException("No file can have this path: " + e.getReason(), e);
    } catch (NoSuchFileException e) {
      String hint = shown.startsWith(VAULT) ? "" : "; file_list shows what there is";
      throw new ToolException("There is no " + shown + hint, e);
    } catch (AccessDeniedException e) {
      throw new ToolException("Can't " + verb + " " + shown + ": permission denied", e);
    } catch (NotDirectoryException e) {
      throw new ToolException("Can't " + verb + " " + shown + ": not a folder", e);
    } catch (DirectoryNotEmptyException e) {
      throw new ToolException("Can't " + verb + " " + shown + ": the folder is not empty", e);
    } catch (IOException e) {
      String reason = e instanceof java.nio.file.FileSystemException f ? f.getReason() : null;
      throw new ToolException(
          "Can't " + verb + " " + shown + ": " + (reason == null ? e.getMessage() : reason), e);
    }
  }

  /** What becomes of a folder on the way that isn't there. */
  private enum Missing {
    FAILS,
    IS_MADE
  }

  /** The way from an open root down, a folder at a time. */
  private record Descent<T>(
      Place place, SecureDirectoryStream<Path> root, Missing missing, FolderAction<T> action) {

    T from(SecureDirectoryStream<Path> folder, int at, int depth) throws IOException {
      if (at == depth) {
        return action.in(folder);
      }
      try (SecureDirectoryStream<Path> next = next(folder, place.relative().getName(at))) {
        return from(next, at + 1, depth);
      }
    }

    private SecureDirectoryStream<Path> next(SecureDirectoryStream<Path> folder, Path name)
        throws IOException {
      try {
        return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException e) {
        if (missing == Missing.FAILS) {
          throw e;
        }
      }
      make(folder, name);
      return folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Java makes folders by path alone, and any folder of a path may have become a link. So this
     * one is made in the root, which no tool can replace, and moved from there between open
     * folders.
     */
    private void make(SecureDirectoryStream<Path> folder, Path name) throws IOException {
      Path made = Files.createDirectory(place.root().resolve(".oxydra-" + UUID.randomUUID()));
      try {
        root.move(made.getFileName(), folder, name);
      } catch (IOException e) {
        root.deleteDirectory(made.getFileName());
        throw e;
      }
    }
  }

  /** Something done with files. */
  @FunctionalInterface
  interface FileAction<T> {
    T run() throws IOException;
  }

  /** Something done in an open folder. */
  @FunctionalInterface
  interface FolderAction<T> {
    T in(SecureDirectoryStream<Path> folder) throws IOException;
  }
}
