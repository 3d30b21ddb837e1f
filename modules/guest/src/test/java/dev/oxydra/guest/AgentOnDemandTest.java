package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.testing.InMemoryJournal;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.Checkpoints;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.MemoryConfig;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.SchedulerConfig;
import dev.oxydra.types.Selection;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.UserId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AgentOnDemandTest {
  private static final ModelRef MODEL = ModelRef.parse("demo/demo");

  @TempDir private Path folder;
  private final InMemoryJournal journal = new InMemoryJournal();

  private AgentOnDemand agents(String catalog) {
    return new AgentOnDemand(
        bootstrap(folder, catalog),
        journal,
        Checkpoints.NONE,
        null,
        null,
        () -> TurnDesk.NONE,
        Supervisor.NONE);
  }

  /** Of a guest whose demo answers as two agents. */
  static Bootstrap bootstrap(Path folder, String catalog) {
    return bootstrap(folder, catalog, null);
  }

  /** Of a guest that asks before it changes anything. */
  static Bootstrap bootstrapThatAsks(Path folder) {
    return bootstrap(folder, "", AgentConfig.ApprovalMode.ASK, null);
  }

  static Bootstrap bootstrap(
      Path folder, String catalog, @Nullable MaintenanceRequest maintenance) {
    return bootstrap(folder, catalog, AgentConfig.Approvals.defaults().mode(), maintenance);
  }

  private static Bootstrap bootstrap(
      Path folder,
      String catalog,
      AgentConfig.ApprovalMode mode,
      @Nullable MaintenanceRequest maintenance) {
    return new Bootstrap(
        Bootstrap.VERSION,
        new UserId("alice"),
        new Bootstrap.Paths(
            folder + "/shared",
            folder + "/tmp",
            folder + "/vault",
            folder + "/internal",
            folder + "/ipc",
            folder + "/ipc/gateway.sock",
            folder + "/ipc/broker.sock",
            ""),
        "ws://127.0.0.1:41234/ws",
        List.of(
            new ProviderRoute(
                new ProviderId("demo"),
                "demo",
                "http://broker/providers/demo",
                new ProviderRoute.Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(60)))),
        List.of(
            new Bootstrap.Agent(AgentConfig.DEFAULT_AGENT, MODEL, ReasoningEffort.AUTO, null),
            new Bootstrap.Agent("writer", MODEL, ReasoningEffort.HIGH, "Write well.")),
        List.of(),
        AgentConfig.Reliability.defaults(),
        catalog,
        false,
        new AgentConfig.Runtime(50, Duration.ofMinutes(30), 8, null),
        new AgentConfig.Tools(
            16_384,
            Duration.ofMinutes(10),
            new AgentConfig.Shell(Duration.ofMinutes(2), Duration.ofHours(1))),
        new AgentConfig.Approvals(mode, List.of(), true, Duration.ofHours(24)),
        AgentConfig.Mcp.none(),
        MemoryConfig.defaults(),
        SchedulerConfig.defaults(),
        ChannelsConfig.defaults(),
        Bootstrap.Operator.NONE,
        AgentConfig.Gateway.defaults(),
        AgentConfig.Retention.FOREVER,
        "none",
        List.of(),
        Bootstrap.Network.NONE,
        maintenance);
  }

  private static Turn turn(String agent, @Nullable Selection selection) {
    return new Turn(TurnId.create(), new SessionId("s"), "hello", List.of(), agent, selection);
  }

  @Test
  void knowsItsAgentsAndModelsWithoutReadingTheCatalogue() {
    try (AgentOnDemand agents = agents("{ this is no catalogue")) {
      assertEquals(Set.of("default", "writer"), agents.agents());
      assertEquals(
          List.of("default", "writer"),
          agents.choices().agents().stream().map(agent -> agent.name()).toList());
      assertEquals(List.of(), agents.health());
    }
  }

  @Test
  void runsATurnOfAnyAgent() {
    try (AgentOnDemand agents = agents("")) {
      Turn turn = turn("writer", new Selection("demo", "demo", null));
      agents.check(turn);
      agents.run(turn, update -> {});
      assertInstanceOf(EventPayload.TurnCompleted.class, journal.events().getLast().payload());
      assertEquals("writer", journal.events().getLast().actor());
    }
  }

  @Test
  void readsTheCatalogueAtTheFirstTurnThatAsksForAModel() {
    try (AgentOnDemand agents = agents("{\"demo\":{\"demo\":{\"name\":\"Demo\"}}}")) {
      agents.check(turn("default", new Selection(null, "demo", null)));
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> agents.check(turn("default", new Selection(null, "demi", null))))
              .getMessage();
      assertTrue(message.contains("demi") && message.contains("mean demo"), message);
      agents.run(turn("default", null), update -> {});
      assertEquals(
          List.of(new ProviderHealth(MODEL, ProviderHealth.State.CLOSED, 0, null, null)),
          agents.health());
    }
  }

  @Test
  void namesTheProvidersThatThereAre() {
    try (AgentOnDemand agents = agents("")) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> agents.check(turn("default", new Selection("nobody", null, null))))
              .getMessage();
      assertTrue(message.contains("nobody") && message.contains("demo"), message);
    }
  }
}
