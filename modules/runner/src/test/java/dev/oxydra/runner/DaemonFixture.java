package dev.oxydra.runner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.broker.BrokerLimits;
import dev.oxydra.runner.broker.Terms;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.config.Tier;
import dev.oxydra.runner.isolation.BuiltInTiers;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.runner.isolation.Tiers;
import dev.oxydra.testing.Await;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.Json;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.SchedulerConfig;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Daemons of one configuration folder, in this process, with fake guests in the real process tier.
 */
final class DaemonFixture implements AutoCloseable {
  static final UserId ALICE = new UserId("alice");
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Terms TERMS = new Terms(Map.of(), new BrokerLimits(1, 1));

  static final RestartPolicy QUICK =
      new RestartPolicy(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMinutes(5), 3);

  private static final ResourceLimits LIMITS = new ResourceLimits(1L << 30, 200, 256, 1L << 30);

  final Path folder = Files.createTempDirectory("ox");
  final DaemonFiles files = new DaemonFiles(folder.resolve("conf"));
  final Map<String, String> environment =
      Map.of("PATH", "/usr/bin:/bin", "OPENAI_API_KEY", "sk-very-secret");
  private final List<Daemon> daemons = new ArrayList<>();
  private final Path distribution;
  private String searchPath = "/usr/bin:/bin";
  private Path workspaces = folder.resolve("w");
  private Duration startTimeout = PATIENCE;
  private Duration answerTimeout = PATIENCE;
  private long maxWorkspace = 1L << 40;
  private String endReason = "";

  DaemonFixture(String... looksAt) throws IOException {
    Files.createDirectories(files.config());
    distribution = FakeDistribution.in(folder.resolve("dist"), looksAt);
  }

  Daemon daemon() {
    Daemon daemon = Daemon.start(files, this::plan, launcher());
    daemons.add(daemon);
    return daemon;
  }

  GuestLauncher launcher() {
    return new GuestLauncher(new Distribution(distribution), files, environment);
  }

  void withoutBubblewrap() {
    searchPath = "/nowhere";
  }

  void workspaces(Path root) {
    workspaces = root;
  }

  void startTimeout(Duration timeout) {
    startTimeout = timeout;
  }

  void answerTimeout(Duration timeout) {
    answerTimeout = timeout;
  }

  void maxWorkspace(long bytes) {
    maxWorkspace = bytes;
  }

  /** Why every program ends. */
  void endReason(String reason) {
    endReason = reason;
  }

  Workspace workspace(UserId user) {
    return new Workspace(workspaces.resolve(user.value()));
  }

  GuestPlan plan(UserId user, boolean insecure, Map<String, String> variables) {
    IsolationTier real =
        BuiltInTiers.choose(Tier.PROCESS, insecure, Tiers.settings(distribution, searchPath));
    IsolationTier tier = endReason.isEmpty() ? real : new EndingTier(real, endReason);
    return new GuestPlan(
        user,
        workspace(user),
        tier,
        insecure,
        roster(),
        "",
        agent(),
        Bootstrap.Operator.NONE,
        TERMS,
        tier.degradedReasons(),
        new GuestPlan.Limits(
            startTimeout,
            Duration.ofSeconds(10),
            answerTimeout,
            64L << 20,
            LIMITS,
            LIMITS,
            maxWorkspace,
            QUICK),
        Bootstrap.Network.NONE,
        _ -> new NoConnections(),
        PassedVariables.NONE,
        Map.of(),
        Settings.NONE);
  }

  private static Roster roster() {
    ProviderRoute route =
        new ProviderRoute(
            new ProviderId("demo"),
            "demo",
            "http://broker/providers/demo",
            new ProviderRoute.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5)));
    Bootstrap.Agent agent =
        new Bootstrap.Agent("default", ModelRef.parse("demo/demo"), ReasoningEffort.AUTO, null);
    return new Roster(Map.of(), List.of(route), List.of(agent), List.of(), List.of());
  }

  private static AgentConfig agent() {
    Duration time = Duration.ofSeconds(10);
    return new AgentConfig(
        new AgentConfig.DefaultSelection("demo", null, ReasoningEffort.AUTO, List.of()),
        new AgentConfig.Providers(Map.of()),
        new AgentConfig.CatalogPolicy(false, "https://models.dev/api.json"),
        AgentConfig.Reliability.defaults(),
        Map.of(),
        new AgentConfig.Runtime(10, time, 2, null),
        new AgentConfig.Tools(16384, time, new AgentConfig.Shell(time, time)),
        AgentConfig.Approvals.defaults(),
        AgentConfig.Mcp.none(),
        MemoryConfig.defaults(),
        SchedulerConfig.defaults(),
        ChannelsConfig.defaults(),
        AgentConfig.Skills.defaults(),
        AgentConfig.Gateway.defaults(),
        AgentConfig.Retention.FOREVER);
  }

  private record NoConnections() implements GuestConnections {
    @Override
    public String endpoint() {
      return "ws://127.0.0.1:1/ws";
    }

    @Override
    public void refresh(Terms terms) {}

    @Override
    public void close() {}
  }

  ControlReply ask(Action action, UserId user) {
    return ask(
        new ControlRequest(1, ControlRequest.VERSION, action, user, false, environment, null));
  }

  ControlReply ask(ControlRequest request) {
    return ControlClient.ask(files.socket(), request).orElseThrow();
  }

  GuestStatus status(UserId user) {
    return ask(Action.STATUS, user).guests().getFirst();
  }

  GuestStatus awaitState(UserId user, State state) {
    return Await.value(
        state + " guest",
        PATIENCE,
        () -> {
          GuestStatus status = status(user);
          return status.state() == state ? status : null;
        });
  }

  void behave(UserId user, String behaviour) throws IOException {
    Files.createDirectories(workspace(user).shared());
    Files.writeString(workspace(user).shared().resolve("behaviour"), behaviour);
  }

  JsonNode report(UserId user, String name) {
    Path file = workspace(user).shared().resolve(name);
    return Await.value(
        name, PATIENCE, () -> Files.exists(file) ? Json.mapper().readTree(file.toFile()) : null);
  }

  @Override
  public void close() throws IOException {
    daemons.forEach(Daemon::close);
    for (GuestProcesses left : GuestProcesses.left(files).values()) {
      left.stop(Duration.ofSeconds(1));
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
