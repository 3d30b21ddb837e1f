package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The registered providers, with an Ollama's address and model as they are found. */
final class Registry {
  static final String OLLAMA = "ollama";

  private final Map<String, AgentConfig.Registered> entries;
  private final Map<String, String> environment;
  private boolean looked;
  private boolean ollamaAnswers;

  Registry(AgentConfig.Providers providers, Map<String, String> environment) {
    this.entries = new TreeMap<>(providers.registry());
    this.environment = environment;
  }

  boolean has(String name) {
    return entries.containsKey(name);
  }

  /** A provider that is there; may take some 300 ms to look for an Ollama. */
  AgentConfig.Registered get(String name) {
    if (name.equals(OLLAMA)) {
      boolean _ = ollamaAnswers();
    }
    return Objects.requireNonNull(entries.get(name), name);
  }

  /** Whether one answers, which is looked for once; then its address and its model are known. */
  boolean ollamaAnswers() {
    AgentConfig.Registered registered = entries.get(OLLAMA);
    if (!looked && registered != null) {
      looked = true;
      Ollama found = Ollama.find(registered, environment);
      if (found != null) {
        ollamaAnswers = true;
        entries.put(OLLAMA, at(registered, found));
      }
    }
    return ollamaAnswers;
  }

  /** All, as far as is known by now. */
  Map<String, AgentConfig.Registered> entries() {
    return new TreeMap<>(entries);
  }

  private static AgentConfig.Registered at(AgentConfig.Registered it, Ollama found) {
    return new AgentConfig.Registered(
        it.providerType(),
        found.baseUrl(),
        it.apiKey(),
        it.apiKeyEnv(),
        it.apiKeyFile(),
        it.apiKeyCommand(),
        it.apiKeyPlacement(),
        it.apiKeyName(),
        found.model(),
        it.extraHeaders(),
        it.catalogProvider(),
        it.attachment(),
        it.inputModalities(),
        it.reasoning(),
        it.maxInputTokens(),
        it.maxOutputTokens(),
        it.maxContextTokens(),
        it.connectTimeout(),
        it.firstTokenTimeout(),
        it.idleTimeout());
  }
}
