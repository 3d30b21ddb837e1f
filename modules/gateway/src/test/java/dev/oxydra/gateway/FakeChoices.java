package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.Choices;
import dev.oxydra.types.OverviewFrame.AgentInfo;
import dev.oxydra.types.OverviewFrame.ModelChoice;
import dev.oxydra.types.OverviewFrame.SkillInfo;
import dev.oxydra.types.Skill;
import java.math.BigDecimal;
import java.util.List;

/** Two agents, two models, a skill, and a mode. */
record FakeChoices(ApprovalMode approvalMode) implements Choices {
  @Override
  public List<AgentInfo> agents() {
    return List.of(
        new AgentInfo("default", "demo/demo", null, List.of("*")),
        new AgentInfo("writer", "demo/large", "Writes well.", List.of("file_*")));
  }

  @Override
  public List<ModelChoice> models() {
    return List.of(
        new ModelChoice("demo", "demo", null, null, null, null, false),
        new ModelChoice(
            "demo", "large", "Large", 200_000L, new BigDecimal("1.25"), new BigDecimal(10), true));
  }

  @Override
  public List<SkillInfo> skills() {
    return List.of(
        new SkillInfo("travel", "Plans journeys", Skill.Activation.MANUAL, List.of("web_fetch")));
  }
}
