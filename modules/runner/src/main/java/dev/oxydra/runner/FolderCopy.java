package dev.oxydra.runner;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Whole folders; links in them are never followed. */
final class FolderCopy {
  private FolderCopy() {}

  /** Copies files, folders and links; sockets and devices are left out. */
  static void copy(Path from, Path to) throws IOException {
    var _ =
        Files.walkFileTree(
            from,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                  throws IOException {
                Files.copy(
                    folder,
                    to.resolve(from.relativize(folder).toString()),
                    StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                if (!attributes.isOther()) {
                  Files.copy(
                      file,
                      to.resolve(from.relativize(file).toString()),
                      StandardCopyOption.COPY_ATTRIBUTES,
                      LinkOption.NOFOLLOW_LINKS);
                }
                return FileVisitResult.CONTINUE;
              }
            });
  }

  /** Has all its files on the disk, and not in the system's memory alone. */
  static void force(Path folder) throws IOException {
    var _ =
        Files.walkFileTree(
            folder,
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                  throws IOException {
                if (attributes.isRegularFile()) {
                  try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    channel.force(true);
                  }
                }
                return FileVisitResult.CONTINUE;
              }
            });
  }
}
