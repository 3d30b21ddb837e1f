package dev.oxydra.runner;

import dev.oxydra.runner.config.ConfigProblem;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.CatalogCheck;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the catalogue says of the models that the configuration chooses.
 *
 * @param problems models that it doesn't know
 * @param warnings models that are deprecated
 */
record ChosenModels(List<ConfigProblem> problems, List<ConfigProblem> warnings) {
  private static final String ORIGIN = "configuration";

  ChosenModels {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  static ChosenModels of(Roster roster, CatalogCheck check) {
    Map<String, String> names =
        roster.providers().stream()
            .collect(Collectors.toMap(route -> route.id().value(), ChosenModels::catalogProvider));
    List<ConfigProblem> problems = new ArrayList<>();
    List<ConfigProblem> warnings = new ArrayList<>();
    for (Choice choice : choices(roster)) {
      String provider =
          names.getOrDefault(choice.model().provider().value(), choice.model().provider().value());
      add(problems, choice, check.problem(provider, choice.model().model()));
      add(warnings, choice, check.warning(provider, choice.model().model()));
    }
    return new ChosenModels(problems, warnings);
  }

  /**
   * A model that is chosen.
   *
   * @param key where
   */
  private record Choice(String key, ModelRef model) {}

  private static List<Choice> choices(Roster roster) {
    List<Choice> choices = new ArrayList<>();
    for (Bootstrap.Agent agent : roster.agents()) {
      String key =
          agent.name().equals(AgentConfig.DEFAULT_AGENT)
              ? "selection"
              : "agents." + agent.name() + ".selection";
      choices.add(new Choice(key, agent.model()));
    }
    roster.fallbacks().forEach(model -> choices.add(new Choice("selection.fallbacks", model)));
    return choices;
  }

  private static String catalogProvider(ProviderRoute route) {
    return route.corrections().catalogProvider();
  }

  private static void add(
      List<ConfigProblem> all, Choice choice, CatalogCheck.@Nullable Problem problem) {
    if (problem != null) {
      all.add(new ConfigProblem(ORIGIN, 0, choice.key(), problem.message(), problem.remedy()));
    }
  }
}
