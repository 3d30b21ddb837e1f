package dev.oxydra.runner;

import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.util.Map;

/** Turns configuration into plans of guests. */
final class Configuration implements GuestPlanner {
  private final DaemonFiles files;
  private final Host host;

  Configuration(DaemonFiles files, Host host) {
    this.files = files;
    this.host = host;
  }

  @Override
  public GuestPlan plan(UserId user, boolean insecure, Map<String, String> environment) {
    throw new UnsupportedOperationException(files + " " + host);
  }

  static Map<String, String> check(Invocation invocation) {
    return invocation.host().environment();
  }

  static Workspace workspace(Invocation invocation) {
    return new Workspace(Path.of("/").resolve(invocation.user().value()));
  }
}
