package dev.oxydra.runner;

import dev.oxydra.runner.broker.Terms;
import dev.oxydra.runner.broker.Upstream;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that is decided before a guest starts.
 *
 * @param user whose it is
 * @param workspace the user's folders
 * @param tier how it is kept apart
 * @param insecure whether it may do without isolation where that can't be had
 * @param roster who may answer
 * @param catalog what is known of models, as JSON text; empty for nothing
 * @param agent the agent's configuration
 * @param operator what is told to all agents
 * @param terms what it may ask of the broker
 * @param degradedReasons what won't work as it should
 * @param limits how it is run
 * @param network what its tools may reach
 * @param connections opens what it reaches the world and the world reaches it through
 * @param variables what {@code --env} hands to it
 * @param serverVariables what the shell daemon has for servers that tools start, by name
 * @param settings the configuration that all of this is from
 */
record GuestPlan(
    UserId user,
    Workspace workspace,
    IsolationTier tier,
    boolean insecure,
    Roster roster,
    String catalog,
    AgentConfig agent,
    Bootstrap.Operator operator,
    Terms terms,
    List<StartupStatus.Reason> degradedReasons,
    Limits limits,
    Bootstrap.Network network,
    GuestConnections.Opener connections,
    PassedVariables variables,
    Map<String, String> serverVariables,
    Settings settings) {
  GuestPlan {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(tier, "tier");
    Objects.requireNonNull(roster, "roster");
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(agent, "agent");
    Objects.requireNonNull(operator, "operator");
    Objects.requireNonNull(terms, "terms");
    degradedReasons = List.copyOf(degradedReasons);
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(connections, "connections");
    Objects.requireNonNull(variables, "variables");
    serverVariables = Map.copyOf(serverVariables);
    Objects.requireNonNull(settings, "settings");
  }

  /** This with other variables. */
  GuestPlan with(PassedVariables other) {
    return new GuestPlan(
        user,
        workspace,
        tier,
        insecure,
        roster,
        catalog,
        agent,
        operator,
        terms,
        degradedReasons,
        limits,
        network,
        connections,
        other,
        serverVariables,
        settings);
  }

  /** The providers that it may reach, by name. */
  Map<String, Upstream> upstreams() {
    return terms.upstreams();
  }

  /** The variables whose keys are still to come, see {@link Upstream#awaitsKey}. */
  Set<String> awaitedKeys() {
    return upstreams().values().stream()
        .filter(Upstream::awaitsKey)
        .map(Upstream::keySource)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * How a guest is run.
   *
   * @param startTimeout how long it may take to get ready
   * @param stopTimeout how long it may take to end when it is asked to
   * @param answerTimeout how long it may be silent before it counts as not answering
   * @param maxHeap its largest Java heap, bytes
   * @param guest what the agent JVM may take of the host
   * @param shell what the shell daemon and its commands may take of the host
   * @param maxWorkspace how large the files of its user may get in all, bytes
   * @param restart when it is started again after it died
   */
  record Limits(
      Duration startTimeout,
      Duration stopTimeout,
      Duration answerTimeout,
      long maxHeap,
      ResourceLimits guest,
      ResourceLimits shell,
      long maxWorkspace,
      RestartPolicy restart) {
    Limits {
      Objects.requireNonNull(startTimeout, "startTimeout");
      Objects.requireNonNull(stopTimeout, "stopTimeout");
      Objects.requireNonNull(answerTimeout, "answerTimeout");
      Objects.requireNonNull(guest, "guest");
      Objects.requireNonNull(shell, "shell");
      Objects.requireNonNull(restart, "restart");
    }
  }
}
