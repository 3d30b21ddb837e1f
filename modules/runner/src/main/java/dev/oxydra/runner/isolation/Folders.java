package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Whole folders; links in them are never followed. */
public final class Folders {
  private Folders() {}

  /**
   * Deletes a folder, or a file, and all in it. What is not there, or what somebody else deletes
   * meanwhile, is no error.
   */
  public static void delete(Path folder) throws IOException {
    var _ =
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException failure)
                  throws IOException {
                return unlessGone(failure);
              }

              @Override
              public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException failure)
                  throws IOException {
                if (failure != null) {
                  return unlessGone(failure);
                }
                Files.deleteIfExists(emptied);
                return FileVisitResult.CONTINUE;
              }
            });
  }

  private static FileVisitResult unlessGone(IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }
}
