package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A configuration without errors.
 *
 * @param entries every key of the three, for {@code config show}
 * @param warnings what should be changed but doesn't keep anything from running
 */
public record LoadedConfig(
    AgentConfig agent,
    RunnerConfig runner,
    UserConfig user,
    List<ConfigEntry> entries,
    List<ConfigProblem> warnings) {
  public LoadedConfig {
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(runner, "runner");
    Objects.requireNonNull(user, "user");
    entries = List.copyOf(entries);
    warnings = List.copyOf(warnings);
  }

  /** Finds the providers' keys, in the configuration and in {@code environment}. */
  public ApiKeys keys(Map<String, String> environment) {
    return new ApiKeys(entries, environment);
  }

  /** The user's tier. */
  public Tier tier() {
    return user.tier() != null ? user.tier() : runner.tier();
  }

  /** Whether this user's guest may start without isolation. */
  public boolean insecure() {
    return user.insecure() != null ? user.insecure() : runner.insecure();
  }
}
