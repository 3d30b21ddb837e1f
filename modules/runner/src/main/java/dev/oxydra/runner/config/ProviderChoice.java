package dev.oxydra.runner.config;

import dev.oxydra.types.StartupStatus;
import java.util.List;
import java.util.Objects;

/**
 * The provider that answers where nobody asks for another.
 *
 * @param provider its name in the registry
 * @param reasons what the user should know: that the demo answers
 */
record ProviderChoice(String provider, List<StartupStatus.Reason> reasons) {
  /** In the order in which {@code auto} looks for their keys. */
  private static final List<String> WITH_KEYS = List.of("openai", "anthropic", "gemini");

  private static final StartupStatus.Reason DEMO_ANSWERS =
      new StartupStatus.Reason(
          "demo_provider",
          "No API key was found and no Ollama answers, so the built-in demo answers. Set"
              + " OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY and run ./runner restart, or run ./runner setup.");

  ProviderChoice {
    Objects.requireNonNull(provider, "provider");
    reasons = List.copyOf(reasons);
  }

  /**
   * Decides who answers. May take some 300 ms to find out whether an Ollama does.
   *
   * @param selected a provider's name, or {@code auto}
   */
  static ProviderChoice of(String selected, Registry registry, ApiKeys keys) {
    if (!selected.equals(DefaultWish.AUTO)) {
      return new ProviderChoice(selected, List.of());
    }
    for (String name : WITH_KEYS) {
      if (registry.has(name) && keys.findOwn(name, registry.get(name)) != null) {
        return new ProviderChoice(name, List.of());
      }
    }
    return registry.ollamaAnswers()
        ? new ProviderChoice(Registry.OLLAMA, List.of())
        : new ProviderChoice(ProviderChecks.DEMO, List.of(DEMO_ANSWERS));
  }
}
