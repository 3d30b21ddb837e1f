package dev.oxydra.guest;

import dev.oxydra.provider.models.Models;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Choices;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.OverviewFrame.AgentInfo;
import dev.oxydra.types.OverviewFrame.ModelChoice;
import dev.oxydra.types.OverviewFrame.SkillInfo;
import dev.oxydra.types.Prices;
import dev.oxydra.types.Skill;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the runner has told this guest of: nothing of it is made or connected to.
 *
 * @param catalog reads what is known of models
 */
record ConfiguredChoices(Bootstrap bootstrap, Supplier<Catalog> catalog) implements Choices {
  @Override
  public List<AgentInfo> agents() {
    return defaultFirst().stream()
        .map(agent ->
            new AgentInfo(
                agent.name(), agent.model().toString(), agent.description(), agent.tools()))
        .toList();
  }

  private List<Bootstrap.Agent> defaultFirst() {
    return bootstrap.agents().stream()
        .sorted(Comparator.comparing(agent -> !agent.name().equals(AgentConfig.DEFAULT_AGENT)))
        .toList();
  }

  @Override
  public List<ModelChoice> models() {
    List<ModelRef> ofAgents = defaultFirst().stream().map(Bootstrap.Agent::model).toList();
    List<ModelChoice> models = new ArrayList<>();
    Models.known(ofAgents, bootstrap.providers(), catalog.get())
        .forEach((model, info) -> models.add(choice(model, info)));
    return models;
  }

  private static ModelChoice choice(ModelRef model, ModelInfo info) {
    ModelInfo.Limits limits = info.limit();
    Prices prices = info.cost();
    return new ModelChoice(
        model.provider().value(),
        model.model().value(),
        info.name(),
        limits == null ? null : limits.context(),
        prices == null ? null : prices.input(),
        prices == null ? null : prices.output(),
        info.deprecated());
  }

  @Override
  public List<SkillInfo> skills() {
    return bootstrap.operator().skills().stream()
        .sorted(Comparator.comparing(Skill::name))
        .map(skill ->
            new SkillInfo(skill.name(), skill.description(), skill.activation(), skill.requires()))
        .toList();
  }

  @Override
  public AgentConfig.ApprovalMode approvalMode() {
    return bootstrap.approvals().mode();
  }
}
