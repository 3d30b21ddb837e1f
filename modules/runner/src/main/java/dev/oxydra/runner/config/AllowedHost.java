package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import java.util.ArrayList;
import java.util.List;

/** The name that clients are told to connect to, which the gateway is to answer to. */
public final class AllowedHost {
  private AllowedHost() {}

  /** The same configuration, with {@code host} among {@code gateway.allowed_hosts}. */
  public static AgentConfig in(AgentConfig agent, String host) {
    return new AgentConfig(
        agent.selection(),
        agent.providers(),
        agent.catalog(),
        agent.reliability(),
        agent.agents(),
        agent.runtime(),
        agent.tools(),
        agent.approvals(),
        agent.mcp(),
        agent.memory(),
        agent.scheduler(),
        agent.channels(),
        agent.skills(),
        in(agent.gateway(), host),
        agent.retention());
  }

  private static AgentConfig.Gateway in(AgentConfig.Gateway gateway, String host) {
    List<String> hosts = new ArrayList<>(gateway.allowedHosts());
    hosts.add(host);
    return new AgentConfig.Gateway(
        gateway.allowedOrigins(),
        hosts,
        gateway.maxFrame(),
        gateway.maxAttachments(),
        gateway.maxAttachment(),
        gateway.maxAttachmentsTotal(),
        gateway.maxSessions(),
        gateway.maxConcurrentTurns(),
        gateway.maxQueuedTurns(),
        gateway.sessionIdleTtlHours(),
        gateway.connections());
  }
}
