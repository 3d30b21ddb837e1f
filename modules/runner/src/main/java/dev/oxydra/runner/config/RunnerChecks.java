package dev.oxydra.runner.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the runner's records can't say of themselves. */
final class RunnerChecks {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

  private final Problems problems;
  private final Map<String, String> environment;

  /**
   * @param environment where passwords may be
   */
  RunnerChecks(Problems problems, Map<String, String> environment) {
    this.problems = problems;
    this.environment = environment;
  }

  void check(String path, Record made) {
    switch (made) {
      case RunnerConfig.Relay relay -> relay(path, relay);
      case RunnerConfig.Tls tls -> tls(path, tls);
      case RunnerConfig.Network network -> network(path, network);
      case RunnerConfig.RestartBackoff it when it.min().compareTo(it.max()) > 0 ->
          problems.add(path + ".min", "This is more than max", "Raise max or lower min");
      // The others say all that there is to say in their annotations.
      default -> {}
    }
  }

  private void relay(String path, RunnerConfig.Relay relay) {
    InetAddress address = address(relay.address());
    if (address == null) {
      problems.add(path + ".address", "This must be an IP address", "Choose 127.0.0.1 or ::1");
      return;
    }
    if (!address.isLoopbackAddress() && relay.tls().keystore() == null) {
      problems.add(
          path + ".address",
          "Others could connect to this address, and TLS is not configured",
          "Choose 127.0.0.1 or ::1, or set relay.tls.keystore");
    } else if (relay.host() == null && address.isAnyLocalAddress()) {
      problems.add(
          path + ".host",
          "Clients can't connect to " + relay.address(),
          "Set this to the name that the certificate is for");
    }
    if (relay.host() != null && !HOST.matcher(relay.host()).matches()) {
      problems.add(path + ".host", "This is no name of a host", "Write it like agent.example.org");
    }
  }

  private void network(String path, RunnerConfig.Network network) {
    entries(path, network.allow());
    network
        .tools()
        .forEach((name, tool) -> {
          String key = path + ".tools." + name;
          if (ProxiedTool.of(name).isEmpty()) {
            String known = String.join(", ", ProxiedTool.words());
            problems.add(key, "There is no such tool", "Choose one of " + known);
          }
          if (tool.allow() != null) {
            entries(key, tool.allow());
          }
        });
  }

  private void entries(String path, List<String> allow) {
    for (String entry : allow) {
      try {
        NetworkEntry _ = NetworkEntry.parse(entry);
      } catch (IllegalArgumentException e) {
        problems.add(
            path + ".allow",
            "An entry can't be used, " + e.getMessage() + ": " + entry,
            "Write it like example.org, example.org:443 or *.example.org");
      }
    }
  }

  /** Without asking a name server, which anybody may be. */
  private static @Nullable InetAddress address(String text) {
    try {
      return text.equals("localhost")
          ? InetAddress.getLoopbackAddress()
          : InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void tls(String path, RunnerConfig.Tls tls) {
    ConfigProblem problem = TlsKeys.problem(path, tls, environment);
    if (problem != null) {
      problems.add(problem.key(), problem.message(), problem.remedy());
    }
  }
}
