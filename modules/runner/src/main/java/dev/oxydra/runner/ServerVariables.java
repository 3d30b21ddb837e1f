package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.AgentConfig.McpServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The variables of {@code mcp.servers.<name>.env_keys}: the shell daemon has them, and gives each
 * to the servers that name it. No command of the agent's gets them.
 */
final class ServerVariables {
  private ServerVariables() {}

  /**
   * Those that are set; a server whose variable isn't does without.
   *
   * @param environment of the runner and whoever asks for the guest
   * @throws RunnerException when one holds a key of the runner's
   */
  static Map<String, String> of(LoadedConfig config, Map<String, String> environment) {
    Map<String, String> found = new HashMap<>();
    List<String> problems = new ArrayList<>();
    Map<String, McpServer> servers = config.agent().mcp().servers();
    if (servers.isEmpty()) {
      return found;
    }
    PassedVariables.Secrets secrets = PassedVariables.Secrets.of(config, environment);
    for (String name : new TreeSet<>(servers.keySet())) {
      McpServer server = servers.get(name);
      if (server == null || !server.enabled()) {
        continue;
      }
      for (String variable : server.envKeys()) {
        String value = environment.get(variable);
        if (value != null && secrets.isIn(variable, value)) {
          problems.add(
              "mcp.servers.%s.env_keys: %s: %s".formatted(name, variable, PassedVariables.SECRET));
        } else if (value != null) {
          found.put(variable, value);
        }
      }
    }
    if (!problems.isEmpty()) {
      throw new RunnerException(
          Kind.CONFIGURATION,
          "Variables can't be handed to servers of the agent; nothing was started.\n"
              + String.join("\n", problems));
    }
    return found;
  }
}
