package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.types.ModelRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What is wrong with the configuration, and which keys are there. */
final class ConfigurationDoctor {
  private static final String WHAT = "configuration";

  private ConfigurationDoctor() {}

  /** The configuration, unless it is wrong. */
  static Optional<LoadedConfig> findings(Invocation invocation, DoctorReport report) {
    try {
      LoadedConfig config = Configuration.load(invocation);
      ApiKeys keys = config.keys(invocation.host().environment());
      Roster roster = Roster.of(config, keys, invocation.host().environment());
      report.add(List.of(ok(WHAT, invocation.files().config() + " has no errors")));
      config.warnings().forEach(problem -> report.add(List.of(warning(WHAT, problem.toString()))));
      report.add(
          Attempt.ofAll(
              WHAT,
              () ->
                  InstalledCatalog.of(invocation).checked(config, roster).warnings().stream()
                      .map(problem -> warning(WHAT, problem.toString()))
                      .toList()));
      report.add(SecretFiles.findings(config.entries()));
      report.add(providers(roster, keys));
      return Optional.of(config);
    } catch (RunnerException | ConfigException e) {
      Throwable all = e.getCause() instanceof ConfigException cause ? cause : e;
      report.add(problems(all));
      return Optional.empty();
    }
  }

  private static List<Finding> problems(Throwable wrong) {
    return wrong instanceof ConfigException config
        ? config.problems().stream().map(problem -> broken(WHAT, problem.toString())).toList()
        : List.of(broken(WHAT, String.valueOf(wrong.getMessage())));
  }

  /** Keys are said to be there or not; they are never shown. */
  private static List<Finding> providers(Roster roster, ApiKeys keys) {
    List<Finding> findings = new ArrayList<>();
    ModelRef model = roster.model();
    findings.add(ok("provider", model.provider() + " with the model " + model.model()));
    roster.reasons().forEach(reason -> findings.add(warning("provider", reason.detail())));
    new TreeMap<>(roster.registry())
        .forEach((name, registered) -> {
          ApiKey key = keys.find(name, registered);
          if (key != null) {
            findings.add(ok("key", "there is one for " + name + ": " + key.source()));
          }
        });
    return findings;
  }
}
