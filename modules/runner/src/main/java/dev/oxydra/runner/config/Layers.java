package dev.oxydra.runner.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads single layers and puts them over each other; what can't be read is a problem and an empty
 * layer.
 */
final class Layers {
  private static final String VARIABLE_PREFIX = "OXYDRA__";
  private static final String RUNNER_PREFIX = "runner.";

  private final Problems problems;
  private final Map<String, String> environment;

  Layers(Problems problems, Map<String, String> environment) {
    this.problems = problems;
    this.environment = environment;
  }

  /** One of the files in this package's resources. */
  static Config builtIn(String name) {
    return ConfigFactory.parseResources(
        Layers.class,
        name,
        ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF));
  }

  Config file(Path file) {
    if (!Files.exists(file)) {
      return ConfigFactory.empty();
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      return broken(file, 0, "The file can't be read", "Make it a file that you may read");
    }
    try {
      return ConfigFactory.parseFile(
          file.toFile(),
          ConfigParseOptions.defaults()
              .setAllowMissing(false)
              .setSyntax(ConfigSyntax.CONF)
              .setIncluder(new NoIncludes()));
    } catch (com.typesafe.config.ConfigException.Generic e) {
      return broken(
          file, 0, NoIncludes.MESSAGE, "Write the keys here, or in providers.conf beside it");
    } catch (com.typesafe.config.ConfigException.IO e) {
      return broken(file, 0, "The file can't be read", "Make it a text file that you may read");
    } catch (com.typesafe.config.ConfigException e) {
      int line = e.origin() == null ? 0 : Math.max(0, e.origin().lineNumber());
      return broken(file, line, SyntaxProblem.of(e), "Correct the syntax (HOCON)");
    }
  }

  /** What the environment and then the command line say, without the runner's own keys. */
  Config agentOverrides(List<String> overrides) {
    return overrides(overrides, false);
  }

  /** What the environment and then the command line say of the runner's own keys. */
  Config runnerOverrides(List<String> overrides) {
    return overrides(overrides, true);
  }

  /**
   * Looks up {@code ${…}} in the configuration itself, then in the environment.
   *
   * @param instead what is gone on with, to find more problems, when that fails
   */
  Config resolve(Config merged, Config instead) {
    try {
      Config all = merged.withFallback(variables()).resolve(ConfigResolveOptions.noSystem());
      Config own = all;
      for (String name : environment.keySet()) {
        String path = ConfigUtil.joinPath(name);
        if (!merged.root().containsKey(name)) {
          own = own.withoutPath(path);
        }
      }
      return own;
    } catch (com.typesafe.config.ConfigException e) {
      problems.add(
          e.origin(),
          "",
          SyntaxProblem.of(e),
          "Set what is referred to, or write ${?NAME} if it is optional");
      return instead;
    }
  }

  private Config variables() {
    Map<String, ConfigValue> values = new TreeMap<>();
    environment.forEach((name, value) ->
        values.put(name, ConfigValueFactory.fromAnyRef(value, "environment variable " + name)));
    return ConfigValueFactory.fromMap(values, "environment").toConfig();
  }

  private Config overrides(List<String> overrides, boolean runner) {
    Config all = ConfigFactory.empty();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      if (variable.getKey().startsWith(VARIABLE_PREFIX)) {
        String origin = "environment variable " + variable.getKey();
        String key =
            variable
                .getKey()
                .substring(VARIABLE_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace("__", ".");
        all = override(origin, key, variable.getValue(), runner).withFallback(all);
      }
    }
    for (String text : overrides) {
      int equals = text.indexOf('=');
      String key = equals < 0 ? text : text.substring(0, equals).strip();
      String origin = "option " + key;
      if (equals > 0) {
        all = override(origin, key, text.substring(equals + 1), runner).withFallback(all);
      } else if (!runner) {
        problems.add(
            new ConfigProblem(
                origin, 0, "", "This is not key=value", "Write it like runtime.max_turns=10"));
      }
    }
    return all;
  }

  private Config override(String origin, String key, String value, boolean runner) {
    if (key.startsWith(RUNNER_PREFIX) != runner) {
      return ConfigFactory.empty();
    }
    String own = runner ? key.substring(RUNNER_PREFIX.length()) : key;
    try {
      ConfigUtil.splitPath(own);
      return value(value, origin).atPath(own);
    } catch (com.typesafe.config.ConfigException e) {
      problems.add(
          new ConfigProblem(
              origin, 0, "", "\"" + own + "\" is not a key", "Name a key as config show does"));
      return ConfigFactory.empty();
    }
  }

  /** Texts, but for lists and groups, which are HOCON as in a file. */
  private static ConfigValue value(String text, String origin) {
    if (!text.startsWith("[") && !text.startsWith("{")) {
      return ConfigValueFactory.fromAnyRef(text, origin);
    }
    try {
      return ConfigFactory.parseString(
              "v = " + text, ConfigParseOptions.defaults().setOriginDescription(origin))
          .getValue("v");
    } catch (com.typesafe.config.ConfigException notHocon) {
      return ConfigValueFactory.fromAnyRef(text, origin);
    }
  }

  private Config broken(Path file, int line, String message, String remedy) {
    problems.add(new ConfigProblem(file.toString(), line, "", message, remedy));
    return ConfigFactory.empty();
  }
}
