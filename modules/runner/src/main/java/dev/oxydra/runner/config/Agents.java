package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Bootstrap;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides which model each agent has.
 *
 * @param named the agents by name; {@code default} changes the default one
 */
record Agents(Map<String, AgentConfig.NamedAgent> named, Registry registry) {
  private static final Selection NO_WISH = new Selection(null, null, null);
  private static final AgentConfig.NamedAgent PLAIN = new AgentConfig.NamedAgent(null, null);

  /**
   * The default one first.
   *
   * @param provider the one that answers where nobody asks for another
   */
  List<Bootstrap.Agent> of(String provider, DefaultWish wish) {
    AgentConfig.NamedAgent it = named.getOrDefault(AgentConfig.DEFAULT_AGENT, PLAIN);
    Bootstrap.Agent first =
        new Bootstrap.Agent(
            AgentConfig.DEFAULT_AGENT,
            model("selection", provider, wish.model()),
            wish.reasoning(),
            NamedAgentChecks.prompt(AgentConfig.DEFAULT_AGENT, it),
            it.description(),
            tools(it),
            it.maxTurns(),
            budget(it));
    List<Bootstrap.Agent> all = new ArrayList<>(List.of(first));
    new TreeMap<>(named)
        .forEach((name, agent) -> {
          if (!name.equals(AgentConfig.DEFAULT_AGENT)) {
            all.add(other(name, agent, first));
          }
        });
    return all;
  }

  private Bootstrap.Agent other(String name, AgentConfig.NamedAgent agent, Bootstrap.Agent first) {
    Selection wish = Objects.requireNonNullElse(agent.selection(), NO_WISH);
    String usual = first.model().provider().value();
    String provider = Objects.requireNonNullElse(wish.provider(), usual);
    String model = wish.model();
    if (model == null && provider.equals(usual)) {
      model = first.model().model().value();
    }
    return new Bootstrap.Agent(
        name,
        model(Keys.join(AgentChecks.AGENTS, name) + ".selection", provider, model),
        Objects.requireNonNullElse(wish.reasoning(), first.reasoning()),
        NamedAgentChecks.prompt(name, agent),
        agent.description(),
        tools(agent),
        agent.maxTurns(),
        budget(agent));
  }

  private static AgentConfig.Spend budget(AgentConfig.NamedAgent agent) {
    return new AgentConfig.Spend(null, agent.maxTime(), agent.maxTokens(), agent.maxCost());
  }

  private static List<String> tools(AgentConfig.NamedAgent agent) {
    return Objects.requireNonNullElse(agent.tools(), Bootstrap.Agent.ALL_TOOLS);
  }

  private ModelRef model(String path, String provider, @Nullable String wish) {
    AgentConfig.Registered registered = registry.get(provider);
    String model = wish != null ? wish : registered.defaultModel();
    if (model == null && registered.providerType().equals(ProviderChecks.DEMO)) {
      model = ProviderChecks.DEMO;
    }
    if (model == null) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  Problems.DEFAULT,
                  0,
                  path + ".model",
                  "No model is named, and provider " + provider + " has no default_model",
                  "Set it, or default_model in " + Keys.join(AgentChecks.REGISTRY, provider))));
    }
    return new ModelRef(new ProviderId(provider), new ModelId(model));
  }
}
