package dev.oxydra.runner.broker;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The files of a guest's door. Their folders must be there.
 *
 * @param socket where the guest asks; at most 107 bytes long
 * @param commandSocket where its commands ask, which leads to the proxy alone; null for nowhere
 * @param egressLog where it is written what the guest asked for
 * @param allowance where it is kept what the day has used, out of the guest's reach
 */
public record DoorFiles(Path socket, @Nullable Path commandSocket, Path egressLog, Path allowance) {
  public DoorFiles {
    Objects.requireNonNull(socket, "socket");
    Objects.requireNonNull(egressLog, "egressLog");
    Objects.requireNonNull(allowance, "allowance");
  }

  /** Without a socket for commands. */
  public DoorFiles(Path socket, Path egressLog, Path allowance) {
    this(socket, null, egressLog, allowance);
  }
}
