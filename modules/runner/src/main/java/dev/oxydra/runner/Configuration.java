package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.isolation.TierSettings;
import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The configuration as the command line reads it. */
final class Configuration {
  private Configuration() {}

  /**
   * @throws RunnerException with everything that is wrong, a line each
   */
  static LoadedConfig load(Path folder, UserId user, Map<String, String> environment) {
    try {
      return ConfigLoader.ofThisMachine().load(folder, user, environment, List.of());
    } catch (ConfigException e) {
      throw wrong(e);
    }
  }

  static RunnerException wrong(ConfigException e) {
    return new RunnerException(
        Kind.CONFIGURATION,
        "The configuration is wrong; nothing was started.\n" + e.getMessage(),
        e);
  }

  /** The configuration of the command's user. */
  static LoadedConfig load(Invocation invocation) {
    return load(invocation.files().config(), invocation.user(), invocation.host().environment());
  }

  static Workspace workspace(Invocation invocation) {
    return workspace(load(invocation), invocation.user());
  }

  static TierSettings tiers(LoadedConfig config, Host host) {
    return new TierSettings(
        host.distribution(),
        host.searchPath(),
        config.runner().container(),
        config.runner().microVm(),
        Version.current(),
        host.environment());
  }

  static Workspace workspace(LoadedConfig config, UserId user) {
    return new Workspace(config.runner().workspaceRoot().resolve(user.value()));
  }
}
