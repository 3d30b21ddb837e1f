package dev.oxydra.runner;

import dev.oxydra.runner.broker.Broker;
import dev.oxydra.runner.broker.BrokerLimits;
import dev.oxydra.runner.broker.Relay;
import dev.oxydra.runner.broker.Upstream;
import dev.oxydra.runner.catalog.CatalogWriter;
import dev.oxydra.runner.config.AllowedHost;
import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.runner.config.TlsKeys;
import dev.oxydra.runner.isolation.BuiltInTiers;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.InetAddress;
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
 */
record ConfiguredGuests(DaemonFiles files, Host host, Broker broker, CatalogSource catalogs)
    implements GuestPlanner {
  /** A guest whose collector of garbage or whose disk is at work may pause for seconds. */
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

  @Override
  public GuestPlan plan(UserId user, boolean insecure, Map<String, String> environment) {
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
      Roster roster = Roster.of(config, variables);
      Catalog catalog = catalogs.load(config, roster);
      Map<String, Upstream> upstreams = Upstream.all(roster.registry(), config.keys(variables));
      List<StartupStatus.Reason> reasons = new ArrayList<>(tier.degradedReasons());
      reasons.addAll(roster.reasons());
      RunnerConfig runner = config.runner();
      Relay.Terms terms = terms(runner.relay(), variables);
      return new GuestPlan(
          user,
          workspace,
          tier,
          mayBeInsecure,
          roster,
          catalog.providers().isEmpty() ? "" : CatalogWriter.plain(catalog),
          served(config.agent(), runner.relay()),
          upstreams,
          reasons,
          limits(runner),
          port -> open(user, workspace, runner, terms, upstreams, port));
    } catch (ConfigException e) {
      throw Configuration.wrong(e);
    }
  }

  private static GuestPlan.Limits limits(RunnerConfig runner) {
    RunnerConfig.Guest guest = runner.guest();
    return new GuestPlan.Limits(
        guest.startupTimeout(),
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

  private static ResourceLimits resources(RunnerConfig.Program program, long maxFile) {
    return new ResourceLimits(program.memory(), program.cpuPercent(), program.processes(), maxFile);
  }

  private static Relay.Terms terms(RunnerConfig.Relay relay, Map<String, String> variables) {
    return new Relay.Terms(
        relay.maxConnections(), TlsKeys.context(relay.tls(), variables), HANDSHAKE_TIMEOUT);
  }

  /** The gateway lets clients in that call this machine what they are told to call it. */
  private static AgentConfig served(AgentConfig agent, RunnerConfig.Relay relay) {
    String host = relay.host();
    return host == null ? agent : AllowedHost.in(agent, host);
  }

  private GuestConnections open(
      UserId user,
      Workspace workspace,
      RunnerConfig runner,
      Relay.Terms terms,
      Map<String, Upstream> upstreams,
      int port) {
    try {
      Broker.Door door =
          broker.open(user, workspace.brokerSocket(), upstreams, BrokerLimits.of(runner.broker()));
      try {
        return new BrokeredConnections(
            door, relay(workspace, runner.relay(), terms, port), host(runner), terms.tls() != null);
      } catch (IOException | RuntimeException e) {
        door.close();
        throw e;
      }
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "The sockets of " + user + "'s guest can't be opened: " + e.getMessage(),
          e);
    }
  }

  /**
   * @param wished 0 for the one that was last used
   */
  private static Relay relay(
      Workspace workspace, RunnerConfig.Relay relay, Relay.Terms terms, int wished)
      throws IOException {
    int last = wished > 0 ? wished : EndpointFile.port(workspace.endpointFile());
    return Relay.open(
        InetAddress.getByName(relay.address()),
        relay.port() > 0 ? relay.port() : last,
        workspace.gatewaySocket(),
        terms);
  }

  /** What clients are told to connect to. */
  private static String host(RunnerConfig runner) throws IOException {
    String named = runner.relay().host();
    String address = InetAddress.getByName(runner.relay().address()).getHostAddress();
    String host = named == null ? address : named;
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** A guest's door to the broker, and the port that leads to the guest. */
  private record BrokeredConnections(Broker.Door door, Relay relay, String host, boolean tls)
      implements GuestConnections {
    @Override
    public String endpoint() {
      return (tls ? "wss://" : "ws://") + host + ":" + relay.port() + "/ws";
    }

    @Override
    public void refresh(Map<String, Upstream> upstreams) {
      door.refresh(upstreams);
    }

    @Override
    public void close() {
      try (door) {
        relay.close();
      }
    }
  }
}
