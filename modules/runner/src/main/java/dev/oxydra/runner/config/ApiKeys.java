package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where providers' keys are found. */
public final class ApiKeys {
  /** The variable that is looked at last, for any provider. */
  private static final String ANY = "API_KEY";

  private ApiKeys() {}

  /**
   * A provider's key: what the configuration says, else the variable that it names, else the
   * provider's own, else {@code API_KEY}.
   *
   * @return null when there is none
   * @throws ConfigException when the key can't be one
   */
  public static @Nullable ApiKey find(
      String provider, AgentConfig.Registered registered, Map<String, String> environment) {
    ApiKey own = findOwn(provider, registered, environment);
    return own != null ? own : read(ANY, environment);
  }

  /** Like {@link #find}, but without {@code API_KEY}, which says nothing about whose key it is. */
  static @Nullable ApiKey findOwn(
      String provider, AgentConfig.Registered registered, Map<String, String> environment) {
    if (registered.apiKey() != null) {
      return key(registered.apiKey(), "providers.registry." + provider + ".api_key");
    }
    String named = registered.apiKeyEnv();
    ApiKey key = named == null ? null : read(named, environment);
    return key != null ? key : read(ownVariable(provider), environment);
  }

  /** The variable that a user is told to set. */
  public static String variable(String provider, AgentConfig.Registered registered) {
    return registered.apiKeyEnv() != null ? registered.apiKeyEnv() : ownVariable(provider);
  }

  /** Every variable that can matter to a provider; whoever starts a daemon hands it these. */
  public static Set<String> variables(AgentConfig agent) {
    Set<String> all = new TreeSet<>(Set.of(ANY, Ollama.HOST_VARIABLE));
    agent
        .providers()
        .registry()
        .forEach((name, registered) -> {
          all.add(ownVariable(name));
          all.add(variable(name, registered));
        });
    return all;
  }

  private static String ownVariable(String provider) {
    return provider.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_API_KEY";
  }

  private static @Nullable ApiKey read(String variable, Map<String, String> environment) {
    String value = environment.getOrDefault(variable, "").strip();
    return value.isEmpty() ? null : key(value, variable);
  }

  private static ApiKey key(String value, String where) {
    try {
      return new ApiKey(value);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          java.util.List.of(
              new ConfigProblem(
                  where,
                  0,
                  "",
                  "This can't be an API key: " + e.getMessage(),
                  "Set it to the key alone")));
    }
  }
}
