package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.HostName;
import dev.oxydra.runner.config.NetworkEntry;
import dev.oxydra.runner.config.NetworkPolicy;
import dev.oxydra.runner.config.ProxiedTool;
import dev.oxydra.runner.config.RunnerConfig;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What each of a user's tools may reach, as {@code network} of the configuration says. */
public final class NetworkRules {
  /** Nothing is reached. */
  static final NetworkRules NOTHING =
      new NetworkRules(new RunnerConfig.Network(NetworkPolicy.DENY, List.of(), Map.of()));

  private static final String ALL = "network";

  private final Map<ProxiedTool, Rule> rules = new EnumMap<>(ProxiedTool.class);

  /** Reads a configuration that has been checked. */
  public NetworkRules(RunnerConfig.Network network) {
    for (ProxiedTool tool : ProxiedTool.values()) {
      rules.put(tool, Rule.of(tool, network));
    }
  }

  /** Whether a tool reaches anything at all. */
  public boolean anything(ProxiedTool tool) {
    Rule rule = rule(tool);
    return switch (rule.policy()) {
      case DENY -> false;
      case ALLOWLIST -> !rule.allow().isEmpty();
      case OPEN -> true;
    };
  }

  /** Decides on a host that has not been looked up yet. */
  Verdict verdict(ProxiedTool tool, HostName host, int port) {
    Rule rule = rule(tool);
    boolean exactly = rule.allow().stream().anyMatch(entry -> entry.names(host, port));
    boolean listed = rule.allow().stream().anyMatch(entry -> entry.matches(host, port));
    return switch (rule.policy()) {
      case OPEN -> new Verdict.Allowed(exactly);
      case ALLOWLIST ->
          listed
              ? new Verdict.Allowed(exactly)
              : new Verdict.Refused(
                  "it is not listed in " + rule.allowKey(), remedy(tool, host, port));
      case DENY ->
          new Verdict.Refused(
              rule.policyKey() + " is deny",
              "Set %s = allowlist and add %s to %s"
                  .formatted(rule.policyKey(), entry(host, port), rule.allowKey()));
    };
  }

  /** What to list, and where, so that this tool may reach an address that isn't public. */
  String remedy(ProxiedTool tool, HostName host, int port) {
    return "Add %s to %s".formatted(entry(host, port), rule(tool).allowKey());
  }

  private static String entry(HostName host, int port) {
    return "\"" + host + ":" + port + "\"";
  }

  private Rule rule(ProxiedTool tool) {
    return Objects.requireNonNull(rules.get(tool));
  }

  /** What is decided before a host is looked up. */
  sealed interface Verdict {
    /**
     * It may be looked up.
     *
     * @param exactly whether host and port are listed, so that it need not be public
     */
    record Allowed(boolean exactly) implements Verdict {}

    /**
     * It may not.
     *
     * @param why what forbids it
     * @param remedy what would allow it
     */
    record Refused(String why, String remedy) implements Verdict {}
  }

  /**
   * One tool's.
   *
   * @param policyKey where the policy is set
   * @param allowKey where the list is
   */
  private record Rule(
      NetworkPolicy policy, List<NetworkEntry> allow, String policyKey, String allowKey) {
    static Rule of(ProxiedTool tool, RunnerConfig.Network network) {
      String own = ALL + ".tools." + tool.word();
      RunnerConfig.ToolNetwork its = network.tools().get(tool.word());
      NetworkPolicy policy = its == null ? null : its.policy();
      List<String> allow = its == null ? null : its.allow();
      return new Rule(
          policy == null ? network.policy() : policy,
          (allow == null ? network.allow() : allow).stream().map(NetworkEntry::parse).toList(),
          (policy == null ? ALL : own) + ".policy",
          (allow == null ? ALL : own) + ".allow");
    }
  }
}
