package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the records can't say of servers of the Model Context Protocol. */
final class McpChecks {
  /** It becomes part of the names of tools, of which models take 64 characters. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,32}");

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /** Those that the shell daemon has itself, or that would change how it runs. */
  private static final Pattern OWN =
      Pattern.compile(
          "PATH|HOME|LANG|TERM|OXYDRA_.*|LD_.*|JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS");

  private McpChecks() {}

  static void names(Problems problems, String path, AgentConfig.Mcp mcp) {
    for (String name : new TreeSet<>(mcp.servers().keySet())) {
      if (!NAME.matcher(name).matches()) {
        problems.add(
            Keys.join(path + ".servers", name),
            "A server's name is 1 to 32 of a-z, 0-9, _ and -",
            "Give it another name");
      }
    }
  }

  static void server(Problems problems, String path, AgentConfig.McpServer server) {
    switch (server.transport()) {
      case STDIO -> program(problems, path, server);
      case STREAMABLE_HTTP -> address(problems, path, server);
    }
    for (String variable : server.envKeys()) {
      if (!VARIABLE.matcher(variable).matches()) {
        problems.add(
            path + ".env_keys",
            "This is no name of a variable: " + variable,
            "Use letters, digits and underscores");
      } else if (OWN.matcher(variable).matches()) {
        problems.add(
            path + ".env_keys",
            "The shell has a " + variable + " of its own",
            "Set it in the command, as in: env " + variable + "=value program");
      }
    }
  }

  private static void program(Problems problems, String path, AgentConfig.McpServer server) {
    String command = server.command();
    if (command == null || command.isBlank()) {
      problems.add(
          path + ".command",
          "A server with transport stdio needs a command",
          "Write it like \"npx -y @modelcontextprotocol/server-filesystem /shared\"");
    }
    if (server.url() != null) {
      problems.add(path + ".url", "A program has no address", "Remove it");
    }
  }

  private static void address(Problems problems, String path, AgentConfig.McpServer server) {
    String url = server.url();
    String problem =
        url == null
            ? "A server with transport streamable_http needs an address"
            : WebAddress.problem(url);
    if (problem != null) {
      problems.add(path + ".url", problem, "Write it like https://mcp.example.org/mcp");
    }
    if (server.command() != null) {
      problems.add(
          path + ".command", "A server with transport streamable_http runs elsewhere", "Remove it");
    }
    if (!server.envKeys().isEmpty()) {
      problems.add(
          path + ".env_keys", "A server that runs elsewhere gets no variables", "Remove them");
    }
  }
}
