package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StartupStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may answer.
 *
 * @param registry the providers by name, with the addresses at which they were found
 * @param providers how the guest reaches them
 * @param agents the agents that sessions may have, the default one first
 * @param fallbacks who is asked when an agent's model fails, in this order
 * @param reasons what the user should know: that the demo answers, that a key is missing
 */
public record Roster(
    Map<String, AgentConfig.Registered> registry,
    List<ProviderRoute> providers,
    List<Bootstrap.Agent> agents,
    List<ModelRef> fallbacks,
    List<StartupStatus.Reason> reasons) {
  public Roster {
    registry = Map.copyOf(registry);
    providers = List.copyOf(providers);
    agents = List.copyOf(agents);
    fallbacks = List.copyOf(fallbacks);
    reasons = List.copyOf(reasons);
    if (agents.isEmpty()) {
      throw new IllegalArgumentException("There is always a default agent");
    }
  }

  /**
   * Decides who answers. May take some 300 ms to find out whether an Ollama does.
   *
   * @param environment of whoever asks for the guest, where keys may be
   * @throws ConfigException when a key can't be one, or an agent has no model
   */
  public static Roster of(LoadedConfig config, Map<String, String> environment) {
    return of(config, config.keys(environment), environment);
  }

  /** The same, with keys that somebody else needs too and that must not be fetched twice. */
  public static Roster of(LoadedConfig config, ApiKeys keys, Map<String, String> environment) {
    AgentConfig agent = config.agent();
    Registry registry = new Registry(agent.providers(), environment);
    DefaultWish wish =
        DefaultWish.of(agent.selection(), agent.agents().get(AgentConfig.DEFAULT_AGENT));
    ProviderChoice choice = ProviderChoice.of(wish.provider(), registry, keys);
    List<Bootstrap.Agent> agents = new Agents(agent.agents(), registry).of(choice.provider(), wish);
    ModelRef model = agents.getFirst().model();
    List<ModelRef> fallbacks =
        agent.selection().fallbacks().stream()
            .map(ModelRef::parse)
            .filter(fallback -> !fallback.equals(model))
            .toList();
    List<StartupStatus.Reason> reasons = new ArrayList<>(choice.reasons());
    reasons.addAll(missingKeys(agents, fallbacks, registry, keys));
    return new Roster(
        registry.entries(), Routes.of(registry.entries(), keys), agents, fallbacks, reasons);
  }

  /** Whether an Ollama answers on this machine and has a model; may take some 300 ms. */
  public static boolean ollamaAnswers(LoadedConfig config, Map<String, String> environment) {
    return new Registry(config.agent().providers(), environment).ollamaAnswers();
  }

  /** The model that answers where nobody asks for another. */
  public ModelRef model() {
    return agents.getFirst().model();
  }

  /** One for each provider. */
  private static List<StartupStatus.Reason> missingKeys(
      List<Bootstrap.Agent> agents, List<ModelRef> fallbacks, Registry registry, ApiKeys keys) {
    Map<String, String> uses = new LinkedHashMap<>();
    for (Bootstrap.Agent agent : agents) {
      String use =
          agent.name().equals(AgentConfig.DEFAULT_AGENT)
              ? ""
              : ", which agent " + agent.name() + " asks";
      uses.putIfAbsent(agent.model().provider().value(), use);
    }
    fallbacks.forEach(model -> uses.putIfAbsent(model.provider().value(), ", a fallback"));
    List<StartupStatus.Reason> reasons = new ArrayList<>();
    uses.forEach((name, use) -> {
      AgentConfig.Registered registered = registry.get(name);
      if (keys.isMissing(name, registered)) {
        reasons.add(
            new StartupStatus.Reason(
                "missing_key",
                "No key for provider %s%s: set %s and run ./runner restart."
                    .formatted(name, use, ApiKeys.variable(name, registered))));
      }
    });
    return reasons;
  }
}
