package dev.oxydra.runner;

import dev.oxydra.runner.broker.Broker;
import dev.oxydra.runner.broker.BrokerLimits;
import dev.oxydra.runner.broker.Relay;
import dev.oxydra.runner.broker.Upstream;
import dev.oxydra.runner.catalog.CatalogWriter;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.runner.isolation.BuiltInTiers;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.net.InetAddress;
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
  @Override
  public GuestPlan plan(UserId user, boolean insecure, Map<String, String> environment) {
    Map<String, String> variables = new HashMap<>(host.environment());
    variables.putAll(environment);
    LoadedConfig config = Configuration.load(files.config(), user, variables);
    IsolationTier tier =
        BuiltInTiers.choose(config.tier().key(), insecure || config.insecure(), host.searchPath());
    Workspace workspace = Configuration.workspace(config, user);
    try {
      Roster roster = Roster.of(config, variables);
      Catalog catalog = catalogs.load(config, roster);
      Map<String, Upstream> upstreams = Upstream.all(roster.registry(), config.keys(variables));
      List<StartupStatus.Reason> reasons = new ArrayList<>(tier.degradedReasons());
      reasons.addAll(roster.reasons());
      RunnerConfig runner = config.runner();
      return new GuestPlan(
          user,
          workspace,
          tier,
          roster,
          catalog.providers().isEmpty() ? "" : CatalogWriter.plain(catalog),
          config.agent(),
          reasons,
          limits(runner.guest()),
          () -> open(user, workspace, runner, upstreams));
    } catch (ConfigException e) {
      throw Configuration.wrong(e);
    }
  }

  private static GuestPlan.Limits limits(RunnerConfig.Guest guest) {
    return new GuestPlan.Limits(
        guest.startupTimeout(),
        guest.stopTimeout(),
        guest.maxHeap(),
        new RestartPolicy(
            guest.restartBackoff().min(),
            guest.restartBackoff().max(),
            guest.deathWindow(),
            guest.maxDeaths()));
  }

  private GuestConnections open(
      UserId user, Workspace workspace, RunnerConfig runner, Map<String, Upstream> upstreams) {
    try {
      Broker.Door door =
          broker.open(user, workspace.brokerSocket(), upstreams, BrokerLimits.of(runner.broker()));
      try {
        InetAddress address = InetAddress.getByName(runner.relay().address());
        int port = runner.relay().port();
        Relay relay =
            Relay.open(
                address,
                port > 0 ? port : EndpointFile.port(workspace.endpointFile()),
                workspace.gatewaySocket());
        return new BrokeredConnections(door, relay, address);
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

  /** A guest's door to the broker, and the port that leads to the guest. */
  private record BrokeredConnections(Broker.Door door, Relay relay, InetAddress address)
      implements GuestConnections {
    @Override
    public String endpoint() {
      String host = address.getHostAddress();
      return "ws://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + relay.port() + "/ws";
    }

    @Override
    public void close() {
      try (door) {
        relay.close();
      }
    }
  }
}
