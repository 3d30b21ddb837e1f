package dev.oxydra.runner;

import com.typesafe.config.ConfigUtil;
import dev.oxydra.runner.Prompt.Choice;
import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.KnownKeys;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.AgentConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider's key is. It is never shown, and never in a file that an agent can read.
 *
 * @param changes takes the answers that differ from what is there
 */
record KeyQuestions(
    Invocation invocation, LoadedConfig config, Prompt prompt, SetupChanges changes) {
  private static final String KEEP = "keep";
  private static final String ENVIRONMENT = "environment";
  private static final String FILE = "file";
  private static final String COMMAND = "command";
  private static final String NONE = "none";
  private static final String ENTRY = "providers.registry.";

  /**
   * @param registered null for a provider that is about to be
   */
  void ask(String provider, AgentConfig.@Nullable Registered registered) {
    ApiKey key = registered == null ? null : present(provider, registered);
    boolean needed = registered != null && registered.apiKeyEnv() != null;
    prompt.say("\nWhere is the key for " + provider + "?");
    String fallback = key != null ? KEEP : needed ? ENVIRONMENT : NONE;
    switch (prompt.choice("Key", choices(key, needed), fallback)) {
      case ENVIRONMENT -> environment(provider, registered);
      case FILE -> file(provider);
      case COMMAND -> command(provider);
      default -> {} // It stays as it is, or none is needed.
    }
  }

  /** The key that there is; one that can't be had is said to be wrong, and asked for anew. */
  private @Nullable ApiKey present(String provider, AgentConfig.Registered registered) {
    try {
      return config.keys(invocation.host().environment()).find(provider, registered);
    } catch (ConfigException e) {
      prompt.say(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private List<Choice> choices(@Nullable ApiKey key, boolean needed) {
    List<Choice> choices = new ArrayList<>();
    if (key != null) {
      choices.add(Choice.of(KEEP, "there is one: " + key.source()));
    }
    choices.add(Choice.of(ENVIRONMENT, "in a variable that you set before you start the agent"));
    if (KnownKeys.inAgent(ENTRY + "<name>.api_key_file")) {
      choices.add(Choice.of(FILE, "in a file of the configuration folder, for you alone"));
    }
    if (KnownKeys.inAgent(ENTRY + "<name>.api_key_command")) {
      choices.add(Choice.of(COMMAND, "a password manager says it: pass, op, secret-tool"));
    }
    if (!needed && key == null) {
      choices.add(Choice.of(NONE, "it needs none"));
    }
    return choices;
  }

  private void environment(String provider, AgentConfig.@Nullable Registered registered) {
    String usual =
        registered == null
            ? provider.toUpperCase(Locale.ROOT).replace('-', '_') + "_API_KEY"
            : ApiKeys.variable(provider, registered);
    String variable =
        prompt.text(
            "Its name",
            usual,
            given ->
                given.matches("[A-Za-z_][A-Za-z0-9_]{0,100}")
                    ? null
                    : "That is no variable's name.");
    if (registered == null || !variable.equals(registered.apiKeyEnv())) {
      changes.set(SetupChanges.AGENT, ENTRY + provider + ".api_key_env", variable);
    }
    forget(provider, "api_key", "api_key_file", "api_key_command");
    if (invocation.host().environment().getOrDefault(variable, "").isBlank()) {
      prompt.say("It is not set here: export " + variable + "=… before you start the agent.");
    }
  }

  private void file(String provider) {
    String key = prompt.hidden("The key, which is not shown", KeyQuestions::keyProblem);
    String file = "keys/" + provider;
    changes.secret(file, key);
    changes.set(
        SetupChanges.AGENT, ENTRY + provider + ".api_key_file", ConfigUtil.quoteString(file));
    forget(provider, "api_key", "api_key_command");
  }

  private void command(String provider) {
    String command =
        prompt.text(
            "The command",
            "pass show oxydra/" + provider,
            given -> given.isBlank() ? "Write a program and its arguments." : null);
    String words =
        Arrays.stream(command.split("\\s+"))
            .map(ConfigUtil::quoteString)
            .collect(Collectors.joining(", ", "[", "]"));
    changes.set(SetupChanges.AGENT, ENTRY + provider + ".api_key_command", words);
    forget(provider, "api_key", "api_key_file");
  }

  /** Only one place counts: what was said of another one before is taken back. */
  private void forget(String provider, String... others) {
    for (String other : others) {
      String key = ENTRY + provider + "." + other;
      boolean set =
          config.entries().stream()
              .anyMatch(entry -> entry.key().equals(key) && !entry.origin().equals("default"));
      if (set) {
        changes.set(SetupChanges.AGENT, key, "null");
      }
    }
  }

  private static @Nullable String keyProblem(String key) {
    try {
      new ApiKey(key, "typed");
      return null;
    } catch (IllegalArgumentException e) {
      return "This can't be a key: " + e.getMessage() + ".";
    }
  }
}
