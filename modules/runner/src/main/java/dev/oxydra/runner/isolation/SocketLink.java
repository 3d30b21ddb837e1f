package dev.oxydra.runner.isolation;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A Unix socket in one of the mounts that joins a program with its outside. Tiers that share the
 * host's kernel need nothing but the mount; others have to carry the bytes.
 *
 * @param host the socket's path on the host
 * @param inside its path for the program
 * @param listens whether the program listens at it and the outside connects; else the other way
 *     round
 */
public record SocketLink(Path host, String inside, boolean listens) {
  public SocketLink {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(inside, "inside");
  }
}
