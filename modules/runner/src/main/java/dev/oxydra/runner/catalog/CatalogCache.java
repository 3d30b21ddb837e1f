package dev.oxydra.runner.catalog;

import dev.oxydra.types.Catalog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** The file that fetched catalogues are kept in. Whoever reads it sees the old or the new one. */
final class CatalogCache {
  private CatalogCache() {}

  static void replace(Path file, Catalog catalog) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "folder");
    Files.createDirectories(folder);
    Path fresh = Files.createTempFile(folder, "models", ".new");
    try {
      write(fresh, CatalogWriter.write(catalog));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** To the disk, before the old file goes. */
  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
