package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StartupStatus;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The provider and the model that answer.
 *
 * @param registered the provider, with the address at which it was found
 * @param reasons what the user should know: that the demo answers, that a key is missing
 */
public record ProviderChoice(
    ProviderId id,
    AgentConfig.Registered registered,
    ModelId model,
    List<StartupStatus.Reason> reasons) {
  /** In the order in which {@code auto} looks for their keys. */
  private static final List<String> WITH_KEYS = List.of("openai", "anthropic", "gemini");

  private static final String AUTO = "auto";
  private static final String DEMO = "demo";
  private static final String OLLAMA = "ollama";

  private static final StartupStatus.Reason DEMO_ANSWERS =
      new StartupStatus.Reason(
          "demo_provider",
          "No API key was found and no Ollama answers, so the built-in demo answers. Set"
              + " OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY and run ./runner restart.");

  public ProviderChoice {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(registered, "registered");
    Objects.requireNonNull(model, "model");
    reasons = List.copyOf(reasons);
  }

  /**
   * Decides who answers. May take up to 300 ms to find out whether an Ollama does.
   *
   * @param environment of whoever asks for the guest
   */
  public static ProviderChoice of(AgentConfig agent, Map<String, String> environment) {
    String selected = agent.selection().provider();
    if (!selected.equals(AUTO)) {
      return explicit(agent, selected, environment);
    }
    for (String name : WITH_KEYS) {
      AgentConfig.Registered registered = agent.providers().registry().get(name);
      if (registered != null && ApiKeys.findOwn(name, registered, environment) != null) {
        return choice(agent, name, registered, registered.defaultModel(), List.of());
      }
    }
    ProviderChoice ollama = ollama(agent, environment);
    return ollama != null
        ? ollama
        : choice(agent, DEMO, registered(agent, DEMO), DEMO, List.of(DEMO_ANSWERS));
  }

  /** How the guest reaches it: through the broker. */
  public ProviderRoute route() {
    return new ProviderRoute(
        id,
        registered.providerType(),
        "http://broker/providers/" + id,
        registered.firstTokenTimeout(),
        registered.idleTimeout());
  }

  private static ProviderChoice explicit(
      AgentConfig agent, String name, Map<String, String> environment) {
    AgentConfig.Registered registered = registered(agent, name);
    if (name.equals(OLLAMA)) {
      ProviderChoice found = ollama(agent, environment);
      if (found != null) {
        return found;
      }
    }
    boolean missing =
        registered.apiKeyEnv() != null && ApiKeys.find(name, registered, environment) == null;
    return choice(
        agent,
        name,
        registered,
        registered.defaultModel(),
        missing ? List.of(missingKey(name, registered)) : List.of());
  }

  private static StartupStatus.Reason missingKey(String name, AgentConfig.Registered registered) {
    return new StartupStatus.Reason(
        "missing_key",
        "No key for provider "
            + name
            + ": set "
            + ApiKeys.variable(name, registered)
            + " and run ./runner restart.");
  }

  private static @Nullable ProviderChoice ollama(
      AgentConfig agent, Map<String, String> environment) {
    AgentConfig.Registered registered = agent.providers().registry().get(OLLAMA);
    if (registered == null) {
      return null;
    }
    Ollama found = Ollama.find(registered, environment);
    return found == null
        ? null
        : choice(agent, OLLAMA, at(registered, found.baseUrl()), found.model(), List.of());
  }

  private static AgentConfig.Registered at(AgentConfig.Registered it, String baseUrl) {
    return new AgentConfig.Registered(
        it.providerType(),
        baseUrl,
        it.apiKey(),
        it.apiKeyEnv(),
        it.defaultModel(),
        it.extraHeaders(),
        it.connectTimeout(),
        it.firstTokenTimeout(),
        it.idleTimeout());
  }

  private static AgentConfig.Registered registered(AgentConfig agent, String name) {
    return Objects.requireNonNull(agent.providers().registry().get(name), name);
  }

  private static ProviderChoice choice(
      AgentConfig agent,
      String name,
      AgentConfig.Registered registered,
      @Nullable String fallback,
      List<StartupStatus.Reason> reasons) {
    String model = agent.selection().model() != null ? agent.selection().model() : fallback;
    return new ProviderChoice(
        new ProviderId(name), registered, new ModelId(model == null ? name : model), reasons);
  }
}
