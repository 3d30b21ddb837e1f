package dev.oxydra.runner.isolation;

import dev.oxydra.types.StartupStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One way to keep a program apart from the host. */
public interface IsolationTier {
  /** Its name in configuration and status; {@code none} where nothing is kept apart. */
  String name();

  /** What it can't give, for the user to know. */
  List<StartupStatus.Reason> degradedReasons();

  /** Whether commands of an agent may be run in it. */
  boolean allowsShell();

  /** How long a program gets until it answers, where the configuration would give it that long. */
  default Duration startupTimeout(Duration configured) {
    return configured;
  }

  /** Where a program in this tier finds a mount. */
  String pathOf(Mount mount);

  /**
   * Where a program in this tier connects to a socket, or listens at it.
   *
   * @param mount the folder that the socket is in on the host
   */
  default String pathOf(Mount mount, Path socket) {
    return pathOf(mount) + "/" + socket.getFileName();
  }

  /**
   * Starts a program and gives it its input. Returns when it runs, which doesn't say that it is
   * ready.
   *
   * @throws IsolationException when it can't
   */
  Launched launch(LaunchSpec spec);

  /**
   * Takes over a program that an earlier daemon launched in this tier, with its limits, log and all
   * that {@link #launch} would have seen to.
   *
   * @return empty when it has ended
   * @throws IsolationException when it can't be told
   */
  Optional<Launched> adopt(Trace trace, ResourceLimits limits);

  /**
   * Removes what programs left on the host that ended while no daemon ran, or that nobody has
   * adopted.
   *
   * @param installation whose programs, see {@link ProgramName}
   * @param notes the folder of the tier's notes on them, see {@link LaunchSpec#status}
   * @param kept those that were adopted
   */
  default void removeLeftovers(String installation, Path notes, List<Trace> kept) {}
}
