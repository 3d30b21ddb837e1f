package dev.oxydra.runner;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A text file for its owner alone: it is there whole, or as it was. */
final class PrivateFile {
  private PrivateFile() {}

  /** Writes to it. */
  interface Content {
    void writeTo(Writer out) throws IOException;
  }

  static void write(Path file, String text) throws IOException {
    write(file, out -> out.write(text));
  }

  /** Writes it, in place of one that is there. */
  static void write(Path file, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Path part =
        Files.createTempFile(
            folder == null ? file : folder,
            ".part-",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (BufferedWriter out = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
        content.writeTo(out);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
