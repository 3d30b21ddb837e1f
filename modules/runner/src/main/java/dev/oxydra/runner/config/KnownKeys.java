package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;

/** Which keys there are. */
public final class KnownKeys {
  private KnownKeys() {}

  /**
   * Whether {@code agent.conf} may have a key.
   *
   * @param path a name of the user's own in it is written {@code <name>}
   */
  public static boolean inAgent(String path) {
    return Keys.paths(AgentConfig.class, "").contains(path);
  }
}
