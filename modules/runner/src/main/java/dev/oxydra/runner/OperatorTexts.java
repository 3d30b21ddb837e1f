package dev.oxydra.runner;

import dev.oxydra.runner.skills.SkillLayers;
import dev.oxydra.runner.skills.SkillLayers.Found;
import dev.oxydra.runner.skills.SkillLayers.Located;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.StartupStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the operator has written for all agents, in files beside the configuration. No tool of an
 * agent can write there.
 *
 * @param reasons what of it can't be used
 */
record OperatorTexts(Bootstrap.Operator operator, List<StartupStatus.Reason> reasons) {
  OperatorTexts {
    reasons = List.copyOf(reasons);
  }

  /**
   * Reads it.
   *
   * @param builtIn where the built-in skills are
   * @param config the project's configuration folder
   */
  static OperatorTexts read(
      Path builtIn, Path config, PersonaFiles persona, AgentConfig.Skills skills) {
    List<StartupStatus.Reason> reasons = new ArrayList<>();
    Found found = SkillLayers.ofThisMachine(builtIn, config).find(skills);
    found
        .problems()
        .forEach(problem ->
            reasons.add(
                new StartupStatus.Reason("skill", problem.folder() + ": " + problem.why() + ".")));
    return new OperatorTexts(
        new Bootstrap.Operator(
            persona.read(why -> reasons.add(new StartupStatus.Reason("persona", why))),
            found.skills().stream().map(Located::skill).toList()),
        reasons);
  }
}
