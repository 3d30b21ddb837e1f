package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.Selection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Whether those who are chosen to answer are there. */
final class SelectionChecks {
  private static final String NAME_OF_AGENT = "[a-z][a-z0-9_-]{0,63}";
  private static final String SELECTION = "selection";
  private static final String FALLBACKS = "selection.fallbacks";

  private final Problems problems;
  private final Set<String> registered;
  private final Set<String> agents;
  private final Map<String, Record> made;

  /**
   * @param made the records that could be made, by their paths
   */
  SelectionChecks(
      Problems problems, Set<String> registered, Set<String> agents, Map<String, Record> made) {
    this.problems = problems;
    this.registered = new TreeSet<>(registered);
    this.agents = new TreeSet<>(agents);
    this.made = made;
  }

  void check() {
    for (String name : registered) {
      problems.form(Keys.join(AgentChecks.REGISTRY, name), name, ProviderId::new);
    }
    DefaultWish wish = null;
    if (made.get(SELECTION) instanceof AgentConfig.DefaultSelection selection) {
      wish = DefaultWish.of(selection, agent(AgentConfig.DEFAULT_AGENT));
      selection(selection, wish);
    }
    for (String name : agents) {
      agent(name, wish);
    }
  }

  private void selection(AgentConfig.DefaultSelection selection, DefaultWish wish) {
    boolean known =
        selection.provider().equals(DefaultWish.AUTO)
            || isRegistered(SELECTION + ".provider", selection.provider(), true);
    problems.form(SELECTION + ".model", selection.model(), ModelId::new);
    if (known && wish.provider().equals(selection.provider())) {
      needsModel(SELECTION, wish.provider(), wish.model());
    }
    fallbacks(selection.fallbacks(), answering(wish));
  }

  private void fallbacks(List<String> fallbacks, @Nullable String answering) {
    Set<String> seen = new HashSet<>();
    for (String fallback : fallbacks) {
      try {
        ModelRef model = ModelRef.parse(fallback);
        if (!isRegistered(FALLBACKS, model.provider().value(), false)) {
          continue;
        }
        if (!seen.add(fallback)) {
          problems.add(FALLBACKS, fallback + " is there twice", "Name each once");
        } else if (fallback.equals(answering)) {
          problems.add(
              FALLBACKS, fallback + " is what is selected already", "Name another, or remove it");
        }
      } catch (IllegalArgumentException e) {
        problems.add(FALLBACKS, "This can't be used: " + e.getMessage(), "Correct the value");
      }
    }
  }

  private void agent(String name, @Nullable DefaultWish wish) {
    String path = Keys.join(AgentChecks.AGENTS, name);
    if (!name.matches(NAME_OF_AGENT)) {
      problems.add(
          path,
          "This can't be an agent's name",
          "Use 1 to 64 of a-z, 0-9, _ and -, a letter first");
    }
    AgentConfig.NamedAgent agent = agent(name);
    Selection selection = agent == null ? null : agent.selection();
    if (selection == null) {
      return;
    }
    String at = path + ".selection";
    problems.form(at + ".model", selection.model(), ModelId::new);
    String provider = selection.provider();
    if (provider != null
        && isRegistered(at + ".provider", provider, false)
        && wish != null
        && (name.equals(AgentConfig.DEFAULT_AGENT) || !provider.equals(wish.provider()))) {
      boolean own = name.equals(AgentConfig.DEFAULT_AGENT);
      needsModel(at, provider, own ? wish.model() : selection.model());
    }
  }

  private boolean isRegistered(String key, String name, boolean autoToo) {
    if (registered.contains(name)) {
      return true;
    }
    List<String> known = new ArrayList<>(registered);
    if (autoToo) {
      known.add(DefaultWish.AUTO);
    }
    problems.add(
        key,
        "There is no provider \"" + name + "\" in providers.registry",
        Keys.oneOf(name, known));
    return false;
  }

  /** An Ollama has one if it answers; nothing is known yet of {@code auto}. */
  private void needsModel(String path, String provider, @Nullable String model) {
    AgentConfig.Registered entry = provider(provider);
    if (model == null
        && entry != null
        && entry.defaultModel() == null
        && !entry.providerType().equals(ProviderChecks.DEMO)
        && !provider.equals(Registry.OLLAMA)) {
      problems.add(
          path + ".provider",
          "No model is named, and provider " + provider + " has no default_model",
          "Set "
              + path
              + ".model, or default_model in "
              + Keys.join(AgentChecks.REGISTRY, provider));
    }
  }

  /** Null where that is seen only when the keys are. */
  private @Nullable String answering(DefaultWish wish) {
    AgentConfig.Registered entry = provider(wish.provider());
    return entry == null || (wish.model() == null && entry.defaultModel() == null)
        ? null
        : wish.provider() + "/" + Objects.requireNonNullElse(wish.model(), entry.defaultModel());
  }

  private AgentConfig.@Nullable Registered provider(String name) {
    return made.get(Keys.join(AgentChecks.REGISTRY, name)) instanceof AgentConfig.Registered it
        ? it
        : null;
  }

  private AgentConfig.@Nullable NamedAgent agent(String name) {
    return made.get(Keys.join(AgentChecks.AGENTS, name)) instanceof AgentConfig.NamedAgent it
        ? it
        : null;
  }
}
