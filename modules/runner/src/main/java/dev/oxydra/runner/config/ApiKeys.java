package dev.oxydra.runner.config;

import dev.oxydra.types.AgentConfig;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds providers' keys. */
public final class ApiKeys {
  /** The variable that is looked at last. */
  private static final String ANY = "API_KEY";

  private static final Pattern FILE_AND_LINE = Pattern.compile("(.+):(\\d+)");

  private final List<ConfigEntry> entries;
  private final Map<String, String> environment;

  /**
   * @param entries say where a key was written
   */
  ApiKeys(List<ConfigEntry> entries, Map<String, String> environment) {
    this.entries = entries;
    this.environment = environment;
  }

  /**
   * A provider's key: what the configuration says, else the variable that it names, else the
   * provider's own. Where it names a variable, and so says that it needs a key, {@code API_KEY} is
   * looked at last; a server that needs none, as one on this machine, must not get another's.
   *
   * @return null when there is none
   * @throws ConfigException when the key can't be one
   */
  public @Nullable ApiKey find(String provider, AgentConfig.Registered registered) {
    ApiKey own = findOwn(provider, registered);
    return own != null || registered.apiKeyEnv() == null ? own : read(ANY);
  }

  /** Like {@link #find}, but without {@code API_KEY}, which says nothing about whose key it is. */
  @Nullable ApiKey findOwn(String provider, AgentConfig.Registered registered) {
    if (registered.apiKey() != null) {
      return key(registered.apiKey(), place(provider));
    }
    String named = registered.apiKeyEnv();
    ApiKey key = named == null ? null : read(named);
    return key != null ? key : read(ownVariable(provider));
  }

  /** Whether the provider says that it needs a key, and none is found. */
  boolean isMissing(String provider, AgentConfig.Registered registered) {
    return registered.apiKeyEnv() != null && find(provider, registered) == null;
  }

  /** The variable that a user is told to set. */
  public static String variable(String provider, AgentConfig.Registered registered) {
    return registered.apiKeyEnv() != null ? registered.apiKeyEnv() : ownVariable(provider);
  }

  /** {@code my-lab} has {@code MY_LAB_API_KEY}. */
  static String ownVariable(String provider) {
    return provider.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_API_KEY";
  }

  private @Nullable ApiKey read(String variable) {
    String value = environment.getOrDefault(variable, "").strip();
    return value.isEmpty() ? null : key(value, variable);
  }

  /** Such as {@code providers.registry.lab.api_key in .oxydra/agent.conf line 12}. */
  private String place(String provider) {
    String key = Keys.join(Keys.join("providers.registry", provider), "api_key");
    for (ConfigEntry entry : entries) {
      if (entry.key().equals(key)) {
        Matcher file = FILE_AND_LINE.matcher(entry.origin());
        return file.matches()
            ? key + " in " + file.group(1) + " line " + file.group(2)
            : key + ", from: " + entry.origin();
      }
    }
    return key;
  }

  private static ApiKey key(String value, String where) {
    try {
      return new ApiKey(value, where);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          List.of(
              new ConfigProblem(
                  where,
                  0,
                  "",
                  "This can't be an API key: " + e.getMessage(),
                  "Set it to the key alone")));
    }
  }
}
