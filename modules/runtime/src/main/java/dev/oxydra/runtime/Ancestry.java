package dev.oxydra.runtime;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Delegation.Delegate;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who works for whom.
 *
 * @param agents who there is
 * @param bounds how far it may go
 */
record Ancestry(List<Bootstrap.Agent> agents, AgentConfig.Delegating bounds, Journal journal) {
  Ancestry {
    agents = List.copyOf(agents);
  }

  /**
   * The agents of a session and of those that it works for, its own first; none where it isn't
   * known.
   */
  List<String> line(SessionId session) {
    List<String> line = new ArrayList<>();
    SessionId next = session;
    while (next != null && line.size() < Journal.DEEPEST) {
      EventPayload.SessionCreated made = journal.created(next).orElse(null);
      if (made != null) {
        line.add(made.agentName());
      }
      next = made == null ? null : made.parent();
    }
    return line;
  }

  /** How many levels there are above one of a line. */
  static int depth(List<String> line) {
    return Math.max(0, line.size() - 1);
  }

  /** Those whom the first of a line may ask; none where it is too deep. */
  List<Delegate> delegates(List<String> line) {
    if (depth(line) >= bounds.maxDepth()) {
      return List.of();
    }
    return all().stream().filter(delegate -> !isIn(line, delegate.name())).toList();
  }

  /** Those whom anybody may ask. */
  List<Delegate> all() {
    List<Delegate> all = new ArrayList<>();
    for (Bootstrap.Agent agent : agents) {
      if (agent.description() != null) {
        all.add(new Delegate(agent.name(), agent.description()));
      }
    }
    return all;
  }

  static boolean isIn(List<String> line, String agent) {
    return line.contains(agent);
  }

  /** Why the first of a line may not ask an agent; null when it may. */
  @Nullable String refusal(List<String> line, String agent) {
    if (!line.isEmpty() && line.getFirst().equals(agent)) {
      return "/agent: '%s' is you. Do this yourself, or ask another agent".formatted(agent);
    }
    if (isIn(line, agent)) {
      return "/agent: you work for '%s', which can't be asked in turn. Say in your answer what it has to do"
          .formatted(agent);
    }
    return depth(line) < bounds.maxDepth()
        ? null
        : "Agents may delegate %d levels deep and no deeper, see runtime.delegation.max_depth. Do this yourself"
            .formatted(bounds.maxDepth());
  }

  /** What the agents of a line may use: what is in each of these lists. */
  List<List<String>> tools(List<String> line) {
    return line.stream()
        .map(this::find)
        .filter(Objects::nonNull)
        .map(Bootstrap.Agent::tools)
        .toList();
  }

  private Bootstrap.@Nullable Agent find(String name) {
    return agents.stream().filter(agent -> agent.name().equals(name)).findFirst().orElse(null);
  }
}
