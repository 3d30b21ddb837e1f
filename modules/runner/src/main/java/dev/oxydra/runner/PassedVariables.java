package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ChannelsConfig;
import dev.oxydra.types.MemoryConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Environment variables that {@code --env} and {@code tools.shell.env_keys} hand to a guest's
 * programs.
 *
 * @param guest those of the agent JVM
 * @param shell those of the commands that the agent runs
 */
record PassedVariables(Map<String, String> guest, Map<String, String> shell) {
  static final PassedVariables NONE = new PassedVariables(Map.of(), Map.of());

  /** Before the name of a variable that is for the shell daemon, which gets it without. */
  static final String SHELL = "SHELL_";

  /** Why a variable is refused that holds one. */
  static final String SECRET =
      "It holds a key of the runner's, which no agent may have. The broker adds provider keys to requests.";

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  PassedVariables {
    guest = Map.copyOf(guest);
    shell = Map.copyOf(shell);
  }

  /**
   * Sorts variables by whose they are.
   *
   * @param given by their names as they were given
   * @param environment of whoever asks for the guest, where keys may be
   * @throws RunnerException when {@code environment.allow} doesn't list one, or it holds a key
   */
  static PassedVariables of(
      Map<String, String> given, LoadedConfig config, Map<String, String> environment) {
    List<String> keys = config.agent().tools().shell().envKeys();
    Map<String, String> wanted = new TreeMap<>(given);
    keys.stream()
        .filter(environment::containsKey)
        .forEach(name -> wanted.put(SHELL + name, environment.get(name)));
    if (wanted.isEmpty()) {
      return NONE;
    }
    Map<String, String> guest = new HashMap<>();
    Map<String, String> shell = new HashMap<>();
    List<String> problems = new ArrayList<>();
    Secrets secrets = Secrets.of(config, environment);
    List<String> allow = config.runner().environment().allow();
    List<String> allowForShell = Stream.concat(allow.stream(), keys.stream()).toList();
    wanted.forEach((name, value) -> {
      boolean forShell = name.startsWith(SHELL);
      String inner = forShell ? name.substring(SHELL.length()) : name;
      String problem = problem(inner, value, forShell ? allowForShell : allow, secrets);
      if (!problem.isEmpty()) {
        problems.add(name + ": " + problem);
      }
      (forShell ? shell : guest).put(inner, value);
    });
    if (!problems.isEmpty()) {
      throw new RunnerException(
          Kind.CONFIGURATION,
          "Variables can't be handed to the agent; nothing was started.\n"
              + String.join("\n", problems));
    }
    return new PassedVariables(guest, shell);
  }

  private static String problem(String name, String value, List<String> allow, Secrets secrets) {
    if (!NAME.matcher(name).matches()) {
      return "This can't be the name of a variable. Use letters, digits and underscores.";
    }
    if (value.indexOf('\0') >= 0) {
      return "Its value has a NUL, which no variable can have.";
    }
    if (secrets.isIn(name, value)) {
      return SECRET;
    }
    return allow.stream().anyMatch(allowed -> allows(allowed, name))
        ? ""
        : "environment.allow in runner.conf doesn't list %s. Add it there, or leave it out."
            .formatted(name);
  }

  private static boolean allows(String allowed, String name) {
    return allowed.endsWith("*")
        ? name.startsWith(allowed.substring(0, allowed.length() - 1))
        : name.equals(allowed);
  }

  /** Names alone: values may be secrets. */
  @Override
  public String toString() {
    return "PassedVariables[guest=" + guest.keySet() + ", shell=" + shell.keySet() + "]";
  }

  /**
   * What must stay with the runner.
   *
   * @param names variables that hold keys, or the password of the TLS key
   * @param values the keys
   */
  record Secrets(Set<String> names, Set<String> values) {
    /** Whether a variable is one of them, or holds one. */
    boolean isIn(String name, String value) {
      return names.contains(name) || values.stream().anyMatch(value::contains);
    }

    static Secrets of(LoadedConfig config, Map<String, String> environment) {
      Set<String> names = new HashSet<>(Set.of("API_KEY"));
      Set<String> values = new HashSet<>();
      ApiKeys keys = config.keys(environment);
      Map<String, AgentConfig.Registered> registry = config.agent().providers().registry();
      registry.forEach((provider, registered) -> {
        names.add(ApiKeys.variable(provider, registered));
        ApiKey key = keys.find(provider, registered);
        if (key != null) {
          values.add(key.value());
        }
      });
      AgentConfig.Search search = config.agent().tools().web().search();
      if (search.backend() == AgentConfig.SearchBackend.GOOGLE) {
        names.add(ApiKeys.variable(search));
        ApiKey key = keys.find(search);
        if (key != null) {
          values.add(key.value());
        }
      }
      MemoryConfig.Embedding embedding = config.agent().memory().embedding();
      if (embedding.backend() == MemoryConfig.EmbeddingBackend.OPENAI) {
        String variable = ApiKeys.variable(embedding);
        if (variable != null) {
          names.add(variable);
        }
        ApiKey key = keys.find(embedding);
        if (key != null) {
          values.add(key.value());
        }
      }
      ChannelsConfig.Telegram telegram = config.agent().channels().telegram();
      if (telegram.enabled()) {
        names.add(ApiKeys.variable(telegram));
        ApiKey token = keys.find(telegram);
        if (token != null) {
          values.add(token.value());
        }
      }
      String password = config.runner().relay().tls().passwordEnv();
      if (password != null) {
        names.add(password);
      }
      return new Secrets(names, values);
    }
  }
}
