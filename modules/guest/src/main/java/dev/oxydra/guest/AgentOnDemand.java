package dev.oxydra.guest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.oxydra.memory.JournalScratchpad;
import dev.oxydra.provider.models.Models;
import dev.oxydra.runtime.Agents;
import dev.oxydra.runtime.Delegations;
import dev.oxydra.runtime.ModelSelector;
import dev.oxydra.tools.BuiltInTools;
import dev.oxydra.tools.Services;
import dev.oxydra.tools.web.BrokerPost;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.BudgetStatus;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.Choices;
import dev.oxydra.types.ContextShares;
import dev.oxydra.types.Journal;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.Toolbox;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnHost;
import dev.oxydra.types.TurnRunner;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the agents, with their tools and their line to the models, when the first turn comes: a
 * guest answers sooner, and one that nobody talks to stays small.
 */
final class AgentOnDemand implements TurnRunner, AutoCloseable {
  private final Bootstrap bootstrap;
  private final Journal journal;
  private final Checkpoints checkpoints;
  private final @Nullable MemoryStore memory;
  private final @Nullable Scheduler scheduler;
  private final Supplier<TurnDesk> desk;
  private final Supervisor supervisor;
  private final Set<String> names = new LinkedHashSet<>();
  private @Nullable Models models;
  private @Nullable Agents agents;
  private @Nullable Toolbox tools;

  /**
   * @param memory what is remembered across sessions; null where that is switched off
   * @param scheduler has turns run at set times; null where that is switched off
   * @param desk runs the turns of agents that others ask
   * @param supervisor looks after what may fail
   */
  AgentOnDemand(
      Bootstrap bootstrap,
      Journal journal,
      Checkpoints checkpoints,
      @Nullable MemoryStore memory,
      @Nullable Scheduler scheduler,
      Supplier<TurnDesk> desk,
      Supervisor supervisor) {
    this.supervisor = supervisor;
    this.scheduler = scheduler;
    this.desk = desk;
    this.memory = memory;
    this.bootstrap = bootstrap;
    this.journal = journal;
    this.checkpoints = checkpoints;
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
  public void run(Turn turn, TurnHost host) {
    made().run(turn, host);
  }

  @Override
  public @Nullable ContextShares context(SessionId session, String agent) {
    return made().context(session, agent);
  }

  @Override
  public List<BudgetStatus> budgets(SessionId session) {
    return made().budgets(session);
  }

  @Override
  public Choices choices() {
    return new ConfiguredChoices(bootstrap, this::catalog);
  }

  /** Ends what the tools keep for a session: of an earlier process, too. */
  void ended(SessionId session) {
    try {
      toolbox().upkeep().ended(session);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Toolbox toolbox() {
    made();
    return Objects.requireNonNull(tools);
  }

  private synchronized Agents made() {
    if (agents == null) {
      Bootstrap.Paths paths = bootstrap.paths();
      Models all = models();
      models = all;
      Toolbox box =
          BuiltInTools.create(
                  paths,
                  bootstrap.tools(),
                  bootstrap.approvals(),
                  bootstrap.mcp(),
                  bootstrap.network(),
                  bootstrap.sandboxTier(),
                  new Services(
                      memory,
                      new JournalScratchpad(journal),
                      scheduler,
                      Delegations.create(
                          bootstrap.agents(),
                          bootstrap.runtime().delegation(),
                          journal,
                          desk,
                          supervisor),
                      bootstrap.operator().skills(),
                      supervisor))
              .with(checkpoints);
      tools = box;
      agents =
          new Agents(
              bootstrap.agents(),
              all,
              selector(all),
              box,
              journal,
              bootstrap.runtime(),
              memory,
              bootstrap.memory().recall(),
              bootstrap.operator().skills(),
              new BrokerPersona(
                  new BrokerPost(Path.of(paths.brokerSocket())), bootstrap.operator().persona()));
    }
    return agents;
  }

  private static ModelSelector selector(Models all) {
    return new ModelSelector() {
      @Override
      public ModelRef resolve(Selection selection, ModelRef otherwise) {
        return all.resolve(selection, otherwise);
      }

      @Override
      public List<ModelInfo> infos(ModelRef model) {
        return all.infos(model);
      }
    };
  }

  private Models models() {
    SocketAddress broker = UnixDomainSocketAddress.of(bootstrap.paths().brokerSocket());
    return new Models(
        bootstrap.providers(),
        route -> BuiltInProviders.create(route, broker),
        bootstrap.fallbacks(),
        bootstrap.reliability(),
        this::catalog,
        bootstrap.skipCatalogValidation());
  }

  private Catalog catalog() {
    if (bootstrap.catalog().isEmpty()) {
      return Catalog.EMPTY;
    }
    try {
      return Json.mapper().readValue(bootstrap.catalog(), Catalog.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("The runner gave this guest no readable catalogue", e);
    }
  }

  /** How the models have been answering; nothing before the first turn. */
  synchronized List<ProviderHealth> health() {
    return models == null ? List.of() : models.health();
  }

  /** To be called when no turn runs any more. */
  @Override
  public synchronized void close() {
    if (agents != null) {
      agents.close();
    }
    if (tools != null) {
      tools.close();
    }
    if (models != null) {
      models.close();
    }
  }
}
