package dev.oxydra.runner.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Reads configuration from all its layers. */
public final class ConfigLoader {
  private static final String AGENT = "agent";
  private static final String RUNNER = "runner";

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
   * Reads, merges and checks all layers.
   *
   * @param folder the project's configuration, {@code .oxydra}; it need not exist
   * @param user whose {@code users/<user>.conf} is taken
   * @param environment where {@code OXYDRA__…} variables and {@code ${NAME}} are looked up
   * @param overrides {@code key=value} each, stronger than all else; a {@code runner.} before the
   *     key is for {@code runner.conf}'s
   * @throws ConfigException with everything that is wrong
   */
  public LoadedConfig load(
      Path folder, UserId user, Map<String, String> environment, List<String> overrides) {
    Problems problems = new Problems();
    Layers layers = new Layers(problems, environment);
    Scalars scalars = new Scalars(folder);
    Config userFile = layers.file(folder.resolve("users").resolve(user + ".conf"));

    Config agent = withDefaults(agent(layers, folder, userFile, overrides));
    AgentChecks checks =
        new AgentChecks(
            problems,
            registered(agent),
            AgentChecks.names(agent.root(), AgentChecks.AGENTS),
            environment);
    Binder agents = new Binder("agent", AgentConfig.class, scalars, problems, checks::check);
    Record boundAgent = agents.bind(agent);
    checks.finish();

    RunnerChecks runnerChecks = new RunnerChecks(problems, environment);
    Binder runners =
        new Binder("runner", RunnerConfig.class, scalars, problems, runnerChecks::check);
    Record boundRunner = runners.bind(runner(layers, folder, userFile, overrides));

    Binder users = new Binder("user", UserConfig.class, scalars, problems, (path, made) -> {});
    Record boundUser =
        users.bind(
            layers.resolve(userFile.withoutPath(AGENT).withoutPath(RUNNER), ConfigFactory.empty()));

    if (boundAgent instanceof AgentConfig agentConfig
        && boundRunner instanceof RunnerConfig runnerConfig
        && boundUser instanceof UserConfig userConfig
        && problems.count() == 0) {
      List<ConfigEntry> entries = new ArrayList<>(agents.entries());
      entries.addAll(runners.entries());
      entries.addAll(users.entries());
      return new LoadedConfig(agentConfig, runnerConfig, userConfig, entries, checks.warnings());
    }
    throw new ConfigException(problems.found());
  }

  private Config agent(Layers layers, Path folder, Config userFile, List<String> overrides) {
    Config defaults = Layers.builtIn("reference.conf");
    Config merged = defaults;
    for (Path place : List.of(system, home, folder)) {
      merged = layers.file(place.resolve("providers.conf")).withFallback(merged);
      merged = layers.file(place.resolve("agent.conf")).withFallback(merged);
    }
    if (userFile.root().get(AGENT) instanceof ConfigObject block) {
      merged = block.toConfig().withFallback(merged);
    }
    return layers.resolve(layers.agentOverrides(overrides).withFallback(merged), defaults);
  }

  private Config runner(Layers layers, Path folder, Config userFile, List<String> overrides) {
    Config defaults = Layers.builtIn("runner-reference.conf");
    Config merged = defaults;
    for (Path place : List.of(system, home, folder)) {
      merged = layers.file(place.resolve("runner.conf")).withFallback(merged);
    }
    if (userFile.root().get(RUNNER) instanceof ConfigObject block) {
      merged = block.toConfig().withFallback(merged);
    }
    return layers.resolve(layers.runnerOverrides(overrides).withFallback(merged), defaults);
  }

  /** What the user names need not repeat what is the same for all of its kind. */
  private static Config withDefaults(Config agent) {
    Config all =
        withDefaults(agent, "provider-defaults.conf", registered(agent), "providers", "registry");
    Set<String> servers = AgentChecks.names(agent.root(), "mcp", "servers");
    return withDefaults(all, "mcp-server-defaults.conf", servers, "mcp", "servers");
  }

  private static Config withDefaults(
      Config agent, String file, Set<String> names, String first, String second) {
    Config defaults = Layers.builtIn(file);
    Config all = agent;
    for (String name : names) {
      String path = ConfigUtil.joinPath(first, second, name);
      if (agent.getValue(path) instanceof ConfigObject given) {
        all = all.withValue(path, given.withFallback(defaults));
      }
    }
    return all;
  }

  private static Set<String> registered(Config agent) {
    return AgentChecks.names(agent.root(), "providers", "registry");
  }
}
