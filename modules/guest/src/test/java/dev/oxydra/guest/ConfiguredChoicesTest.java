package dev.oxydra.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Json;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.OverviewFrame.AgentInfo;
import dev.oxydra.types.OverviewFrame.ModelChoice;
import dev.oxydra.types.OverviewFrame.SkillInfo;
import dev.oxydra.types.Persona;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.ReasoningEffort;
import dev.oxydra.types.Skill;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredChoicesTest {
  private static final String CATALOG =
      """
      {"openai": {
         "gpt-b": {"name": "B", "limit": {"context": 1000}, "cost": {"input": 1.5, "output": 6}},
         "gpt-a": {"name": "A", "limit": {"context": 1000}, "status": "deprecated"}},
       "other": {"m": {"name": "M"}}}
      """;

  @TempDir private Path folder;

  private ConfiguredChoices choices(
      List<Bootstrap.Agent> agents, List<ProviderRoute> routes, List<Skill> skills) {
    Bootstrap it = AgentOnDemandTest.bootstrap(folder, CATALOG);
    Bootstrap changed =
        new Bootstrap(
            it.version(),
            it.userId(),
            it.paths(),
            it.gatewayEndpoint(),
            routes,
            agents,
            it.fallbacks(),
            it.reliability(),
            it.catalog(),
            it.skipCatalogValidation(),
            it.runtime(),
            it.tools(),
            it.approvals(),
            it.mcp(),
            it.memory(),
            it.scheduler(),
            it.channels(),
            new Bootstrap.Operator(Persona.NONE, skills),
            it.gateway(),
            it.retention(),
            it.sandboxTier(),
            it.degradedReasons(),
            it.network(),
            null);
    return new ConfiguredChoices(changed, ConfiguredChoicesTest::catalog);
  }

  private static Catalog catalog() {
    try {
      return Json.mapper().readValue(CATALOG, Catalog.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Bootstrap.Agent agent(String name, String model) {
    return new Bootstrap.Agent(name, ModelRef.parse(model), ReasoningEffort.AUTO, null);
  }

  /** Reached under a name of the operator's, who knows one limit better. */
  private static ProviderRoute route(String name, String catalogued, Long contextLimit) {
    return new ProviderRoute(
        new ProviderId(name),
        "openai",
        "http://broker/providers/" + name,
        null,
        new ModelId("gpt-a"),
        new ProviderRoute.Corrections(catalogued, null, null, null, null, null, contextLimit),
        new ProviderRoute.Timeouts(Duration.ofSeconds(60), Duration.ofSeconds(60)));
  }

  @Test
  void theDefaultAgentIsFirst() {
    ConfiguredChoices choices =
        choices(
            List.of(agent("writer", "mine/x"), agent("default", "mine/y")), List.of(), List.of());
    assertEquals(
        List.of(
            new AgentInfo("default", "mine/y", null, List.of("*")),
            new AgentInfo("writer", "mine/x", null, List.of("*"))),
        choices.agents());
    assertEquals(AgentConfig.ApprovalMode.AUTO, choices.approvalMode());
  }

  @Test
  void modelsOfAgentsComeFirstAndEachOnceUnderTheNamesOfTheOperator() {
    ConfiguredChoices choices =
        choices(
            List.of(
                agent("writer", "mine/gpt-b"),
                agent("default", "mine/own"),
                agent("helper", "mine/own")),
            List.of(route("mine", "openai", 500L), route("again", "openai", null)),
            List.of());
    assertEquals(
        List.of(
            new ModelChoice("mine", "own", null, 500L, null, null, false),
            new ModelChoice(
                "mine", "gpt-b", "B", 500L, new BigDecimal("1.5"), new BigDecimal(6), false),
            new ModelChoice("again", "gpt-a", "A", 1000L, null, null, true),
            new ModelChoice(
                "again", "gpt-b", "B", 1000L, new BigDecimal("1.5"), new BigDecimal(6), false),
            new ModelChoice("mine", "gpt-a", "A", 500L, null, null, true)),
        choices.models());
  }

  @Test
  void skillsAreInTheOrderOfTheirNames() {
    ConfiguredChoices choices =
        choices(
            List.of(agent("default", "mine/own")),
            List.of(),
            List.of(
                skill("travel", 1, List.of("web_fetch")), skill("cooking", 0, List.<String>of())));
    assertEquals(
        List.of(
            new SkillInfo("cooking", "For cooking", Skill.Activation.AUTO, List.of()),
            new SkillInfo("travel", "For travel", Skill.Activation.AUTO, List.of("web_fetch"))),
        choices.skills());
  }

  private static Skill skill(String name, int priority, List<String> requires) {
    return new Skill(
        name, "For " + name, Skill.Activation.AUTO, priority, requires, "Do it.", Map.of());
  }
}
