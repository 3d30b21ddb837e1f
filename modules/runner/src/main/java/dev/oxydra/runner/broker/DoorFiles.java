package dev.oxydra.runner.broker;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of a guest's door. Their folders must be there.
 *
 * @param socket where the guest asks; at most 107 bytes long
 * @param commandSocket where its commands ask, which leads to the proxy alone; null for nowhere
 * @param made where a socket is before it takes its place, which the guest can write to: on the
 *     same file system, out of the guest's reach, and no longer a path
 * @param egressLog where it is written what the guest asked for
 * @param allowance where it is kept what the day has used, out of the guest's reach
 */
public record DoorFiles(
    Path socket, @Nullable Path commandSocket, Path made, Path egressLog, Path allowance) {
  public DoorFiles {
    Objects.requireNonNull(made, "made");
    Objects.requireNonNull(socket, "socket");
    Objects.requireNonNull(egressLog, "egressLog");
    Objects.requireNonNull(allowance, "allowance");
  }

  /** In a folder of the caller's own, without a socket for commands. */
  public DoorFiles(Path socket, Path egressLog, Path allowance) {
    this(socket, null, socket.resolveSibling("m"), egressLog, allowance);
  }
}
