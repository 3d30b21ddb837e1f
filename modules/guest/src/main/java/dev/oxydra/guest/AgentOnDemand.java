package dev.oxydra.guest;

import dev.oxydra.runtime.Agents;
import dev.oxydra.tools.BuiltInTools;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Journal;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.TurnUpdate;
import java.net.UnixDomainSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the agents, with their tools and their line to the models, when the first turn comes: a
 * guest answers sooner, and one that nobody talks to stays small.
 */
final class AgentOnDemand implements TurnRunner, AutoCloseable {
  private final Bootstrap bootstrap;
  private final Journal journal;
  private final Set<String> names = new LinkedHashSet<>();
  private @Nullable ModelRouter models;
  private @Nullable Agents agents;

  AgentOnDemand(Bootstrap bootstrap, Journal journal) {
    this.bootstrap = bootstrap;
    this.journal = journal;
    bootstrap.agents().forEach(agent -> names.add(agent.name()));
  }

  @Override
  public Set<String> agents() {
    return names;
  }

  @Override
  public void check(Turn turn) {
    made().check(turn);
  }

  @Override
  public void run(Turn turn, Consumer<TurnUpdate> live) {
    made().run(turn, live);
  }

  private synchronized Agents made() {
    if (agents == null) {
      Bootstrap.Paths paths = bootstrap.paths();
      models =
          new ModelRouter(bootstrap.providers(), UnixDomainSocketAddress.of(paths.brokerSocket()));
      agents =
          new Agents(
              bootstrap.agents(),
              models,
              models,
              BuiltInTools.create(paths, bootstrap.tools()),
              journal,
              bootstrap.runtime());
    }
    return agents;
  }

  /** How the models have been answering; nothing before the first turn. */
  synchronized List<ProviderHealth> health() {
    return models == null ? List.of() : models.health();
  }

  /** To be called when no turn runs any more. */
  @Override
  public synchronized void close() {
    if (models != null) {
      models.close();
    }
  }
}
