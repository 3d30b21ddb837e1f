package dev.oxydra.guest;

import dev.oxydra.runtime.Agent;
import dev.oxydra.tools.BuiltInTools;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Provider;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnRunner;
import dev.oxydra.types.TurnUpdate;
import java.net.UnixDomainSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the agent, with its tools and its line to the model, when the first turn runs: a guest
 * answers sooner, and one that nobody talks to stays small.
 */
final class AgentOnDemand implements TurnRunner, AutoCloseable {
  private final Bootstrap bootstrap;
  private final Journal journal;
  private @Nullable Provider provider;
  private @Nullable Agent agent;

  AgentOnDemand(Bootstrap bootstrap, Journal journal) {
    this.bootstrap = bootstrap;
    this.journal = journal;
  }

  @Override
  public void run(Turn turn, Consumer<TurnUpdate> live) {
    agent().run(turn, live);
  }

  private synchronized Agent agent() {
    if (agent == null) {
      Bootstrap.Paths paths = bootstrap.paths();
      provider =
          BuiltInProviders.create(
              bootstrap.provider(), UnixDomainSocketAddress.of(paths.brokerSocket()));
      agent =
          new Agent(
              Agent.DEFAULT_NAME,
              provider,
              bootstrap.model(),
              BuiltInTools.create(paths, bootstrap.tools()),
              journal,
              bootstrap.runtime());
    }
    return agent;
  }

  /** To be called when no turn runs any more. */
  @Override
  public synchronized void close() {
    if (provider != null) {
      provider.close();
    }
  }
}
