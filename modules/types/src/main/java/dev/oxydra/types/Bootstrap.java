package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that a guest is told when it starts: one length-prefixed JSON object on its standard input.
 * It holds no key.
 *
 * @param version of this record; a guest refuses another one than its own
 * @param userId whose guest it is
 * @param paths where things are, as the guest sees them
 * @param gatewayEndpoint what clients over TCP are told, such as {@code ws://127.0.0.1:41234/ws}
 * @param providers the providers that may answer
 * @param agents the agents that sessions may have, the default one first
 * @param fallbacks who is asked when an agent's model fails, in this order
 * @param reliability what is done when a provider fails
 * @param catalog the {@link Catalog} as JSON text, read when it is needed; empty for none
 * @param skipCatalogValidation whether models that it doesn't know are taken all the same
 * @param runtime the loop's configuration
 * @param tools the tools' configuration
 * @param approvals which tool calls the user is asked about
 * @param mcp the servers of the Model Context Protocol that the agent may use
 * @param memory what is kept and found across sessions
 * @param scheduler turns that run at set times
 * @param channels where else it is talked to; without the tokens, which the broker adds
 * @param operator what whoever runs this tells all agents
 * @param gateway the gateway's configuration
 * @param retention when sessions are deleted
 * @param sandboxTier see {@link StartupStatus}
 * @param degradedReasons what the runner already knows not to work
 * @param network what tools may reach through the broker's proxy
 * @param maintenance what the guest is to do instead of serving; null to serve
 */
public record Bootstrap(
    int version,
    UserId userId,
    Paths paths,
    String gatewayEndpoint,
    List<ProviderRoute> providers,
    List<Agent> agents,
    List<ModelRef> fallbacks,
    AgentConfig.Reliability reliability,
    String catalog,
    boolean skipCatalogValidation,
    AgentConfig.Runtime runtime,
    AgentConfig.Tools tools,
    AgentConfig.Approvals approvals,
    AgentConfig.Mcp mcp,
    MemoryConfig memory,
    SchedulerConfig scheduler,
    ChannelsConfig channels,
    Operator operator,
    AgentConfig.Gateway gateway,
    AgentConfig.Retention retention,
    String sandboxTier,
    List<StartupStatus.Reason> degradedReasons,
    Network network,
    @Nullable MaintenanceRequest maintenance) {
  /** The version that this program writes and reads. */
  public static final int VERSION = 14;

  public Bootstrap {
    Objects.requireNonNull(userId, "user_id");
    Objects.requireNonNull(paths, "paths");
    Objects.requireNonNull(gatewayEndpoint, "gateway_endpoint");
    providers = List.copyOf(providers);
    agents = List.copyOf(agents);
    fallbacks = List.copyOf(fallbacks);
    Objects.requireNonNull(reliability, "reliability");
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(tools, "tools");
    Objects.requireNonNull(approvals, "approvals");
    Objects.requireNonNull(mcp, "mcp");
    Objects.requireNonNull(memory, "memory");
    Objects.requireNonNull(scheduler, "scheduler");
    Objects.requireNonNull(channels, "channels");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(gateway, "gateway");
    Objects.requireNonNull(retention, "retention");
    Objects.requireNonNull(sandboxTier, "sandbox_tier");
    degradedReasons = List.copyOf(degradedReasons);
    Objects.requireNonNull(network, "network");
  }

  /**
   * An agent.
   *
   * @param name what sessions ask for
   * @param model who answers
   * @param reasoning how much it thinks
   * @param systemPrompt replaces the system prompt; null for that of {@code runtime}
   * @param description what it is good for; null where no other agent may ask it
   * @param tools patterns of the tools that it may use; a star stands for any characters
   * @param maxTurns how many provider calls a turn may make; null for {@code runtime}'s
   * @param budget what a turn may spend; its turns are limited by {@code maxTurns}
   */
  public record Agent(
      String name,
      ModelRef model,
      ReasoningEffort reasoning,
      @Nullable String systemPrompt,
      @Nullable String description,
      List<String> tools,
      @Nullable Integer maxTurns,
      AgentConfig.Spend budget) {
    /** The tools of an agent that may use all. */
    public static final List<String> ALL_TOOLS = List.of("*");

    /** That no other agent asks, with all tools and no limits of its own. */
    public Agent(
        String name, ModelRef model, ReasoningEffort reasoning, @Nullable String systemPrompt) {
      this(
          name, model, reasoning, systemPrompt, null, ALL_TOOLS, null, AgentConfig.Spend.UNLIMITED);
    }

    public Agent {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(reasoning, "reasoning");
      Objects.requireNonNull(budget, "budget");
      tools = List.copyOf(tools);
    }
  }

  /**
   * What the operator tells all agents.
   *
   * @param persona who they are, as it was when the guest started
   * @param skills what they can look up
   */
  public record Operator(Persona persona, List<Skill> skills) {
    /** Nothing. */
    public static final Operator NONE = new Operator(Persona.NONE, List.of());

    public Operator {
      Objects.requireNonNull(persona, "persona");
      skills = List.copyOf(skills);
    }
  }

  /**
   * Which tools reach anything at all through the broker's proxy.
   *
   * @param webFetch whether {@code web_fetch} does
   * @param mcp whether servers of the Model Context Protocol do
   */
  public record Network(boolean webFetch, boolean mcp) {
    /** Nothing is reached. */
    public static final Network NONE = new Network(false, false);
  }

  /**
   * Absolute paths.
   *
   * @param shared the user's files, {@code /shared} to tools
   * @param tmp scratch space, {@code /tmp} to tools
   * @param vault what tools may only copy from, {@code /vault}
   * @param internal the journal and its projections, out of the tools' reach
   * @param ipc the files that lead to the guest, out of the tools' reach
   * @param gatewaySocket the Unix socket that the guest is to listen at
   * @param brokerSocket the broker's Unix socket
   * @param shellSocket the shell daemon's Unix socket; empty where there is none
   */
  public record Paths(
      String shared,
      String tmp,
      String vault,
      String internal,
      String ipc,
      String gatewaySocket,
      String brokerSocket,
      String shellSocket) {
    public Paths {
      Objects.requireNonNull(shared, "shared");
      Objects.requireNonNull(tmp, "tmp");
      Objects.requireNonNull(vault, "vault");
      Objects.requireNonNull(internal, "internal");
      Objects.requireNonNull(ipc, "ipc");
      Objects.requireNonNull(gatewaySocket, "gateway_socket");
      Objects.requireNonNull(brokerSocket, "broker_socket");
      Objects.requireNonNull(shellSocket, "shell_socket");
    }
  }
}
