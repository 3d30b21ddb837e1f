package dev.oxydra.runner;

import dev.oxydra.runner.broker.Broker;
import dev.oxydra.runner.broker.BrokerLimits;
import dev.oxydra.runner.broker.DoorFiles;
import dev.oxydra.runner.broker.NetworkRules;
import dev.oxydra.runner.broker.Relay;
import dev.oxydra.runner.broker.Terms;
import dev.oxydra.runner.broker.Upstream;
import dev.oxydra.runner.catalog.CatalogWriter;
import dev.oxydra.runner.config.AllowedHost;
import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.ProxiedTool;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.runner.config.TlsKeys;
import dev.oxydra.runner.isolation.BuiltInTiers;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans guests as the configuration says.
 *
 * @param files whose configuration folder it is
 * @param host the daemon's view of the machine
 * @param broker the way out of all guests
 * @param catalogs what is known of models
 * @param embedders make vectors on this host
 */
record ConfiguredGuests(
    DaemonFiles files, Host host, Broker broker, CatalogSource catalogs, HostEmbedders embedders)
    implements GuestPlanner {
  /** A guest whose collector of garbage or whose disk is at work may pause for seconds. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  @Override
  public GuestPlan plan(UserId user, boolean insecure, Map<String, String> environment) {
    return plan(user, insecure, environment, Map.of());
  }

  @Override
  public GuestPlan plan(
      UserId user, boolean insecure, Map<String, String> environment, Map<String, String> passed) {
    Map<String, String> variables = new HashMap<>(host.environment());
    environment.forEach((name, value) -> {
      // What the daemon has itself need not come.
      if (!value.equals(ApiKey.TO_COME) || variables.getOrDefault(name, "").isBlank()) {
        variables.put(name, value);
      }
    });
    LoadedConfig config = Configuration.load(files.config(), user, variables);
    boolean mayBeInsecure = insecure || config.insecure();
    IsolationTier tier =
        BuiltInTiers.choose(config.tier(), mayBeInsecure, Configuration.tiers(config, host));
    Workspace workspace = Configuration.workspace(config, user);
    try {
      ApiKeys keys = config.keys(variables);
      Roster roster = Roster.of(config, keys, variables);
      Catalog catalog = catalogs.load(config, roster);
      RunnerConfig runner = config.runner();
      Map<String, Upstream> upstreams =
          new HashMap<>(Upstream.all(roster.registry(), keys, catalog));
      if (network(runner).webFetch()) {
        upstreams.putAll(Upstream.search(config.agent().tools().web(), keys));
      }
      if (config.agent().memory().enabled()) {
        upstreams.putAll(Upstream.embeddings(config.agent().memory().embedding(), keys, catalog));
      }
      upstreams.putAll(Upstream.telegram(config.agent().channels().telegram(), keys));
      List<StartupStatus.Reason> reasons = new ArrayList<>(tier.degradedReasons());
      reasons.addAll(roster.reasons());
      PersonaFiles persona = PersonaFiles.of(files.config(), user);
      OperatorTexts texts =
          OperatorTexts.read(
              new Distribution(host.distribution()).skills(),
              files.config(),
              persona,
              config.agent().skills());
      reasons.addAll(texts.reasons());
      Relay.Terms relay = relay(runner.relay(), variables);
      Terms terms =
          new Terms(
              upstreams,
              BrokerLimits.of(runner.broker()),
              new NetworkRules(runner.network()),
              embedders.of(config.agent().memory()),
              persona::read);
      return new GuestPlan(
          user,
          workspace,
          tier,
          mayBeInsecure,
          roster,
          catalog.providers().isEmpty() ? "" : CatalogWriter.plain(catalog),
          served(config.agent(), runner.relay()),
          texts.operator(),
          terms,
          reasons,
          limits(runner, tier),
          network(runner),
          new Connections(
              broker,
              user,
              workspace,
              runner,
              relay,
              doorFiles(user, workspace, tier.allowsShell()),
              terms),
          PassedVariables.of(passed, config, variables),
          ServerVariables.of(config, variables),
          Settings.of(config, upstreams));
    } catch (ConfigException e) {
      throw Configuration.wrong(e);
    }
  }

  private static GuestPlan.Limits limits(RunnerConfig runner, IsolationTier tier) {
    RunnerConfig.Guest guest = runner.guest();
    return new GuestPlan.Limits(
        tier.startupTimeout(guest.startupTimeout()),
        guest.stopTimeout(),
        ANSWER_TIMEOUT,
        guest.maxHeap(),
        resources(runner.limits().guest(), runner.limits().maxFile()),
        resources(runner.limits().shell(), runner.limits().maxFile()),
        runner.limits().maxWorkspace(),
        new RestartPolicy(
            guest.restartBackoff().min(),
            guest.restartBackoff().max(),
            guest.deathWindow(),
            guest.maxDeaths()));
  }

  private static Bootstrap.Network network(RunnerConfig runner) {
    NetworkRules rules = new NetworkRules(runner.network());
    return new Bootstrap.Network(
        rules.anything(ProxiedTool.WEB_FETCH), rules.anything(ProxiedTool.MCP));
  }

  private static ResourceLimits resources(RunnerConfig.Program program, long maxFile) {
    return new ResourceLimits(program.memory(), program.cpuPercent(), program.processes(), maxFile);
  }

  private static Relay.Terms relay(RunnerConfig.Relay relay, Map<String, String> variables) {
    return new Relay.Terms(
        relay.maxConnections(), TlsKeys.context(relay.tls(), variables), HANDSHAKE_TIMEOUT);
  }

  /** The gateway lets clients in that call this machine what they are told to call it. */
  private static AgentConfig served(AgentConfig agent, RunnerConfig.Relay relay) {
    String host = relay.host();
    return host == null ? agent : AllowedHost.in(agent, host);
  }

  private DoorFiles doorFiles(UserId user, Workspace workspace, boolean shell) {
    return new DoorFiles(
        workspace.brokerSocket(),
        shell ? workspace.commandBrokerSocket() : null,
        workspace.madeSocket(),
        workspace.log("egress"),
        files.allowance(user));
  }
}
