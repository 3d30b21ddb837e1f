package dev.oxydra.runner.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files whose content is for their owner alone. */
final class PrivateFile {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private static final int ROOT = 0;

  private PrivateFile() {}

  /** Whether others than its owner can read a file; no where files have no such permissions. */
  static boolean isReadByOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    } catch (IOException | UnsupportedOperationException unknown) {
      return false;
    }
  }

  /**
   * What keeps a file from being trusted with a key, and what to do; null for nothing.
   *
   * @return the two sentences
   */
  static String @Nullable [] problem(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        return new String[] {"There is no file " + file, "Write the key alone into it"};
      }
      PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
      if (!OWNERS.containsAll(attributes.permissions())) {
        return new String[] {
          "Others than its owner may use the key file " + file, "Run: chmod 600 " + file
        };
      }
      Object owner = Files.getAttribute(file, "unix:uid");
      Object ours = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      if (!owner.equals(ours) && !owner.equals(ROOT)) {
        return new String[] {
          "The key file " + file + " belongs to " + attributes.owner().getName(),
          "Run: chown %s %s".formatted(System.getProperty("user.name"), file)
        };
      }
      return Files.isReadable(file)
          ? null
          : new String[] {"The key file " + file + " can't be read", "Run: chmod 600 " + file};
    } catch (IOException e) {
      return new String[] {"The key file " + file + " can't be looked at", "Check its folder"};
    }
  }
}
