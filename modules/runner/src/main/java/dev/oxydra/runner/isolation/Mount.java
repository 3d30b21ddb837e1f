package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A folder of the host that a program may see.
 *
 * @param host the folder on the host, absolute
 * @param inside where a tier with a file system of its own shows it, absolute
 * @param writable whether the program may change it
 */
public record Mount(Path host, String inside, boolean writable) {
  public Mount {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(inside, "inside");
    if (!host.isAbsolute() || !inside.startsWith("/")) {
      throw new IllegalArgumentException("Not absolute: " + host + " at " + inside);
    }
  }

  public static Mount readWrite(Path host, String inside) {
    return new Mount(host, inside, true);
  }

  public static Mount readOnly(Path host, String inside) {
    return new Mount(host, inside, false);
  }
}
