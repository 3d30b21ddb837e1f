package dev.oxydra.runner.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.broker.NetworkRules.Verdict;
import dev.oxydra.runner.config.HostName;
import dev.oxydra.runner.config.NetworkPolicy;
import dev.oxydra.runner.config.ProxiedTool;
import dev.oxydra.runner.config.RunnerConfig.Network;
import dev.oxydra.runner.config.RunnerConfig.ToolNetwork;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NetworkRulesTest {
  private static final Verdict PUBLIC_ONLY = new Verdict.Allowed(false);
  private static final Verdict EXACTLY = new Verdict.Allowed(true);

  private static Verdict verdict(Network network, ProxiedTool tool, String host, int port) {
    return new NetworkRules(network).verdict(tool, HostName.parse(host), port);
  }

  private static Network network(NetworkPolicy policy, String... allow) {
    return new Network(policy, List.of(allow), Map.of());
  }

  @Test
  void denyRefusesWhatIsListedToo() {
    Network network = network(NetworkPolicy.DENY, "a.example:443");
    assertEquals(
        new Verdict.Refused(
            "network.policy is deny",
            "Set network.policy = allowlist and add \"a.example:443\" to network.allow"),
        verdict(network, ProxiedTool.SHELL, "a.example", 443));
    assertFalse(new NetworkRules(network).anything(ProxiedTool.SHELL));
  }

  @Test
  void allowlistLetsThroughWhatIsListed() {
    Network network = network(NetworkPolicy.ALLOWLIST, "a.example:443", "*.b.example", "c.example");
    assertEquals(EXACTLY, verdict(network, ProxiedTool.MCP, "A.example.", 443));
    assertEquals(PUBLIC_ONLY, verdict(network, ProxiedTool.MCP, "x.b.example", 80));
    assertEquals(PUBLIC_ONLY, verdict(network, ProxiedTool.MCP, "c.example", 80));
    assertEquals(
        new Verdict.Refused(
            "it is not listed in network.allow", "Add \"a.example:80\" to network.allow"),
        verdict(network, ProxiedTool.MCP, "a.example", 80));
    assertTrue(new NetworkRules(network).anything(ProxiedTool.MCP));
    assertFalse(new NetworkRules(network(NetworkPolicy.ALLOWLIST)).anything(ProxiedTool.MCP));
  }

  @Test
  void openLetsEverythingPublicThrough() {
    Network network = network(NetworkPolicy.OPEN, "[fd00::1]:80");
    assertEquals(PUBLIC_ONLY, verdict(network, ProxiedTool.WEB_FETCH, "a.example", 1));
    assertEquals(EXACTLY, verdict(network, ProxiedTool.WEB_FETCH, "[fd00::1]", 80));
    assertEquals(PUBLIC_ONLY, verdict(network, ProxiedTool.WEB_FETCH, "[fd00::1]", 81));
  }

  @Test
  void aToolsOwnReplacesThatOfAllKeyByKey() {
    Network network =
        new Network(
            NetworkPolicy.ALLOWLIST,
            List.of("a.example"),
            Map.of(
                "shell", new ToolNetwork(null, List.of("b.example")),
                "mcp", new ToolNetwork(NetworkPolicy.DENY, null)));
    assertEquals(PUBLIC_ONLY, verdict(network, ProxiedTool.WEB_FETCH, "a.example", 1));
    assertEquals(PUBLIC_ONLY, verdict(network, ProxiedTool.SHELL, "b.example", 1));
    assertEquals(
        new Verdict.Refused(
            "it is not listed in network.tools.shell.allow",
            "Add \"a.example:1\" to network.tools.shell.allow"),
        verdict(network, ProxiedTool.SHELL, "a.example", 1));
    assertEquals(
        new Verdict.Refused(
            "network.tools.mcp.policy is deny",
            "Set network.tools.mcp.policy = allowlist and add \"[0:0:0:0:0:0:0:1]:1\" to network.allow"),
        verdict(network, ProxiedTool.MCP, "[::1]", 1));
  }
}
