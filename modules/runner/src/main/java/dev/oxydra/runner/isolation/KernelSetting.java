package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Settings below {@code /proc/sys}. The kernel gives them to one read from the beginning alone,
 * where {@link Files#readString} asks for a single byte first and gets no more.
 */
public final class KernelSetting {
  private static final int MOST_BYTES = 1 << 16;

  private KernelSetting() {}

  /** What a file says, without white space around it. */
  public static String read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
    }
  }
}
