package dev.oxydra.runtime;

import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Persona;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Skill;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the agent of a session is told first. It is put together when the session begins, and stays
 * as it is: the operator may have written something else by the time of the next session.
 */
final class SessionPrompts {
  /** How many sessions it is remembered of. */
  private static final int MOST = 1000;

  private final Supplier<Persona> persona;
  private final List<Skill> skills;
  private final @Nullable String configured;
  private final Map<SessionId, OperatorPrompt> prompts = new HashMap<>();

  /** The last one of each agent: most sessions have the same. */
  private final Map<String, OperatorPrompt> latest = new HashMap<>();

  /**
   * @param persona reads what the operator says now; may block
   * @param configured the system prompt of all agents that have none of their own; null for the
   *     operator's, or the built-in one
   */
  SessionPrompts(Supplier<Persona> persona, List<Skill> skills, @Nullable String configured) {
    this.persona = persona;
    this.skills = List.copyOf(skills);
    this.configured = configured;
  }

  /**
   * What a session's agent is told.
   *
   * @param tools the names of those that the agent has, if they are needed
   */
  OperatorPrompt of(SessionId session, Bootstrap.Agent agent, Supplier<Set<String>> tools) {
    synchronized (this) {
      OperatorPrompt known = prompts.get(session);
      if (known != null) {
        return known;
      }
    }
    OperatorPrompt read =
        OperatorPrompt.of(persona.get(), skills, agent.systemPrompt(), configured, tools.get());
    synchronized (this) {
      OperatorPrompt last = latest.get(agent.name());
      OperatorPrompt kept = last != null && read.equals(last) ? last : read;
      latest.put(agent.name(), kept);
      if (prompts.size() >= MOST) {
        prompts.clear();
      }
      prompts.put(session, kept);
      return kept;
    }
  }
}
