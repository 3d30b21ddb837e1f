package dev.oxydra.runner.config;

import java.util.Set;

/** What the runner's records can't say of themselves. */
final class RunnerChecks {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");

  private final Problems problems;

  RunnerChecks(Problems problems) {
    this.problems = problems;
  }

  void check(String path, Record made) {
    if (made instanceof RunnerConfig.Relay relay && !LOOPBACK.contains(relay.address())) {
      problems.add(path + ".address", "This must be a loopback address", "Choose 127.0.0.1 or ::1");
    }
    if (made instanceof RunnerConfig.RestartBackoff backoff
        && backoff.min().compareTo(backoff.max()) > 0) {
      problems.add(path + ".min", "This is more than max", "Raise max or lower min");
    }
  }
}
