package dev.oxydra.runner.config;

import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads configuration from all its layers. */
public final class ConfigLoader {
  private final Path system;
  private final Path home;

  /**
   * @param system the folder of the machine's configuration, {@code /etc/oxydra}
   * @param home the folder of the user's own, {@code ~/.config/oxydra}
   */
  public ConfigLoader(Path system, Path home) {
    this.system = Objects.requireNonNull(system, "system");
    this.home = Objects.requireNonNull(home, "home");
  }

  /** With the usual folders. */
  public static ConfigLoader ofThisMachine() {
    return new ConfigLoader(
        Path.of("/etc/oxydra"), Path.of(System.getProperty("user.home"), ".config", "oxydra"));
  }

  /**
   * @param folder the project's configuration, {@code .oxydra}; it need not exist
   * @param user whose {@code users/<user>.conf} is taken
   * @param environment where {@code OXYDRA__…} variables and {@code ${NAME}} are looked up
   * @param overrides {@code key=value} each, stronger than all else; a {@code runner.} before the
   *     key is for {@code runner.conf}'s
   * @throws ConfigException with everything that is wrong
   */
  public LoadedConfig load(
      Path folder, UserId user, Map<String, String> environment, List<String> overrides) {
    throw new ConfigException(List.of());
  }
}
