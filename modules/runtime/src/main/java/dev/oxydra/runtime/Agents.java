package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.BudgetStatus;
import dev.oxydra.types.ContextShares;
import dev.oxydra.types.Journal;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.Persona;
import dev.oxydra.types.Provider;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Skill;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The configured agents: each runs the turns of the sessions that asked for it by name. Safe for
 * use by several turns at once.
 */
public final class Agents implements TurnRunner, AutoCloseable {
  private final Map<String, Agent> byName = new LinkedHashMap<>();
  private final ModelAccess access;
  private final ApprovalModes modes;

  /**
   * Makes them; nothing is read or loaded before the first turn.
   *
   * @param agents who there is
   * @param provider answers for all models
   * @param models finds the model of a turn that asks for one
   * @param tools what they may call
   * @param journal holds the conversations
   */
  public Agents(
      List<Bootstrap.Agent> agents,
      Provider provider,
      ModelSelector models,
      Toolbox tools,
      Journal journal,
      AgentConfig.Runtime config) {
    this(
        agents,
        provider,
        models,
        tools,
        journal,
        config,
        null,
        MemoryConfig.Recall.defaults(),
        List.of(),
        () -> Persona.NONE);
  }

  /**
   * With a memory, and what the operator has written.
   *
   * @param memory finds what helps with a message; null for none
   * @param recalling how
   * @param skills what the operator has all agents know
   * @param persona reads who they are when a session begins; may block
   */
  public Agents(
      List<Bootstrap.Agent> agents,
      Provider provider,
      ModelSelector models,
      Toolbox tools,
      Journal journal,
      AgentConfig.Runtime config,
      @Nullable MemoryStore memory,
      MemoryConfig.Recall recalling,
      List<Skill> skills,
      Supplier<Persona> persona) {
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(journal, "journal");
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(tools, "tools");
    Recall recall = new Recall(memory, recalling);
    RecentSessions sessions = new RecentSessions(journal);
    this.access = ModelAccess.of(provider, models, sessions, config);
    this.modes = new ApprovalModes(journal);
    Ancestry ancestry = new Ancestry(agents, config.delegation(), journal);
    SessionPrompts prompts = new SessionPrompts(persona, skills, config.systemPrompt());
    for (Bootstrap.Agent agent : agents) {
      byName.put(
          agent.name(),
          new Agent(
              agent,
              access,
              tools,
              sessions,
              recall,
              ancestry,
              modes,
              session -> prompts.of(session, agent, () -> ToolNames.of(tools, agent.tools())),
              config));
    }
  }

  @Override
  public Set<String> agents() {
    return Set.copyOf(byName.keySet());
  }

  @Override
  public void check(Turn turn) {
    of(turn).check(turn);
  }

  @Override
  public void run(Turn turn, TurnHost host) {
    of(turn).run(turn, host);
  }

  @Override
  public @Nullable ContextShares context(SessionId session, String agent) {
    try {
      return of(agent).shares(session);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public List<BudgetStatus> budgets(SessionId session) {
    return access.ledger().status(session);
  }

  /** Ends what is done beside turns. */
  @Override
  public void close() {
    modes.close();
    access.compaction().close();
  }

  private Agent of(Turn turn) {
    return of(Objects.requireNonNullElse(turn.agentName(), AgentConfig.DEFAULT_AGENT));
  }

  private Agent of(String name) {
    Agent agent = byName.get(name);
    if (agent == null) {
      throw new IllegalArgumentException(
          "There is no agent '"
              + name
              + "' any more; there is "
              + String.join(", ", byName.keySet()));
    }
    return agent;
  }
}
