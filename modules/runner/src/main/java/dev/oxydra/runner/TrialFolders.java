package dev.oxydra.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A workspace to try things in. Those of its folders that weren't there, and those above it, are
 * gone afterwards.
 *
 * @param made what wasn't there, inner folders first
 */
record TrialFolders(List<Path> made) implements AutoCloseable {
  static TrialFolders make(Workspace workspace) {
    List<Path> missing = new ArrayList<>();
    for (Path folder = workspace.root(); folder != null; folder = folder.getParent()) {
      addIfMissing(folder, missing);
    }
    for (Path folder : workspace.folders()) {
      if (!folder.equals(workspace.root())) {
        addIfMissing(folder, missing);
      }
    }
    missing.sort((one, other) -> Integer.compare(other.getNameCount(), one.getNameCount()));
    TrialFolders folders = new TrialFolders(missing);
    try {
      workspace.create();
      return folders;
    } catch (RunnerException e) {
      folders.close();
      throw e;
    }
  }

  private static void addIfMissing(Path folder, List<Path> missing) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      missing.add(folder);
    }
  }

  /** Leaves what somebody else has put something into. */
  @Override
  public void close() {
    for (Path folder : made) {
      try {
        Files.delete(folder);
      } catch (NoSuchFileException | DirectoryNotEmptyException used) {
        // Gone, or somebody else's now.
      } catch (IOException e) {
        throw new UncheckedIOException("Can't remove " + folder, e);
      }
    }
  }

  /** A new folder for one trial's own files, as short a path as can be. */
  static Path temporary() {
    try {
      return Files.createTempDirectory("oxd");
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "Nothing can be written to the temporary folder %s: %s. Set TMPDIR to one that can."
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Can't remove " + folder, e);
    }
  }
}
