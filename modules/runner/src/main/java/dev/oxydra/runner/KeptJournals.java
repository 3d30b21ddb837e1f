package dev.oxydra.runner;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The journals that a restore has put aside. */
final class KeptJournals {
  private static final Pattern NAME =
      Pattern.compile("journal\\.db\\.before-restore-[A-Za-z0-9._-]{1,60}");

  private KeptJournals() {}

  /** Those that lie in a workspace, the oldest first. */
  static Set<Path> in(Workspace workspace) throws IOException {
    Set<Path> kept = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(workspace.internal())) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches() && !name.endsWith("-wal") && !name.endsWith("-shm")) {
          kept.add(file);
        }
      }
    }
    return kept;
  }
}
