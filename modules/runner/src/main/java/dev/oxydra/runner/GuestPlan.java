package dev.oxydra.runner;

import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * All that is decided before a guest starts.
 *
 * @param user whose it is
 * @param workspace the user's folders
 * @param tier how it is kept apart
 * @param roster who may answer
 * @param catalog what is known of models, as JSON text; empty for nothing
 * @param agent the agent's configuration
 * @param degradedReasons what won't work as it should
 * @param limits how it is run
 * @param connections opens what it reaches the world and the world reaches it through
 * @param variables what {@code --env} hands to it
 * @param settings the configuration that all of this is from
 */
record GuestPlan(
    UserId user,
    Workspace workspace,
    IsolationTier tier,
    Roster roster,
    String catalog,
    AgentConfig agent,
    List<StartupStatus.Reason> degradedReasons,
    Limits limits,
    GuestConnections.Opener connections,
    PassedVariables variables,
    Settings settings) {
  GuestPlan {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(workspace, "workspace");
    Objects.requireNonNull(tier, "tier");
    Objects.requireNonNull(roster, "roster");
    Objects.requireNonNull(catalog, "catalog");
    Objects.requireNonNull(agent, "agent");
    degradedReasons = List.copyOf(degradedReasons);
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(connections, "connections");
    Objects.requireNonNull(variables, "variables");
    Objects.requireNonNull(settings, "settings");
  }

  /** Without variables. */
  GuestPlan(
      UserId user,
      Workspace workspace,
      IsolationTier tier,
      Roster roster,
      String catalog,
      AgentConfig agent,
      List<StartupStatus.Reason> degradedReasons,
      Limits limits,
      GuestConnections.Opener connections) {
    this(
        user,
        workspace,
        tier,
        roster,
        catalog,
        agent,
        degradedReasons,
        limits,
        connections,
        PassedVariables.NONE,
        Settings.NONE);
  }

  /**
   * How a guest is run.
   *
   * @param startTimeout how long it may take to get ready
   * @param stopTimeout how long it may take to end when it is asked to
   * @param maxHeap its largest Java heap, bytes
   * @param guest what the agent JVM may take of the host
   * @param shell what the shell daemon and its commands may take of the host
   * @param restart when it is started again after it died
   */
  record Limits(
      Duration startTimeout,
      Duration stopTimeout,
      long maxHeap,
      ResourceLimits guest,
      ResourceLimits shell,
      RestartPolicy restart) {
    Limits {
      Objects.requireNonNull(startTimeout, "startTimeout");
      Objects.requireNonNull(stopTimeout, "stopTimeout");
      Objects.requireNonNull(guest, "guest");
      Objects.requireNonNull(shell, "shell");
      Objects.requireNonNull(restart, "restart");
    }
  }
}
