package dev.oxydra.runner.isolation;

import dev.oxydra.types.StartupStatus;
import java.util.List;

/** One way to keep a program apart from the host. */
public interface IsolationTier {
  /** Its name in configuration and status; {@code none} where nothing is kept apart. */
  String name();

  /** What it can't give, for the user to know. */
  List<StartupStatus.Reason> degradedReasons();

  /** Whether commands of an agent may be run in it. */
  boolean allowsShell();

  /** Where a program in this tier finds a mount. */
  String pathOf(Mount mount);

  /**
   * Starts a program and gives it its input. Returns when it runs, which doesn't say that it is
   * ready.
   *
   * @throws IsolationException when it can't
   */
  Launched launch(LaunchSpec spec);
}
