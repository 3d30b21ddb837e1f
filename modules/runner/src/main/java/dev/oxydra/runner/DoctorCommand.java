package dev.oxydra.runner;

import static dev.oxydra.runner.Finding.broken;
import static dev.oxydra.runner.Finding.ok;
import static dev.oxydra.runner.Finding.tried;
import static dev.oxydra.runner.Finding.warning;

import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.config.ApiKey;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.runner.isolation.BuiltInTiers;
import dev.oxydra.types.ModelRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** {@code runner doctor}: tries what an agent needs, for real, and says what to do. */
final class DoctorCommand implements Command {
  private static final int JAVA = 25;

  @Override
  public int run(Invocation invocation) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    List<Path> programs = new ArrayList<>();
    findings.add(installation(invocation, programs));
    Optional<LoadedConfig> config = configuration(invocation, findings);
    findings.add(bubblewrap(invocation, config));
    config
        .map(loaded -> Configuration.workspace(loaded, invocation.user()))
        .map(workspace -> WorkspaceDoctor.findings(workspace, invocation.files(), programs))
        .ifPresent(findings::addAll);
    findings.add(daemon(invocation));
    config.map(loaded -> JournalDoctor.findings(invocation, loaded)).ifPresent(findings::addAll);
    findings.forEach(finding ->
        invocation
            .out()
            .println(
                "%-8s %-14s %s"
                    .formatted(
                        finding.verdict().name().toLowerCase(Locale.ROOT),
                        finding.what(),
                        finding.detail())));
    return findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.BROKEN)
        ? ExitCodes.FAILED
        : ExitCodes.OK;
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    String home = System.getProperty("java.home", "");
    return version >= JAVA
        ? ok("JDK", version + " in " + home)
        : broken(
            "JDK", version + " in " + home + ". Install 25 or newer, or set OXYDRA_JAVA_HOME.");
  }

  private static Finding installation(Invocation invocation, List<Path> programs) {
    Distribution distribution = invocation.distribution();
    return tried(
        "installation",
        () -> {
          for (String program : List.of("guest", "shell-daemon")) {
            programs.addAll(
                distribution.programsOf(
                    distribution.commandOf(program, invocation.host().environment())));
          }
          return ok("installation", distribution.home().toString());
        });
  }

  private static Optional<LoadedConfig> configuration(
      Invocation invocation, List<Finding> findings) {
    try {
      LoadedConfig config = Configuration.load(invocation);
      findings.add(ok("configuration", invocation.files().config() + " has no errors"));
      config
          .warnings()
          .forEach(problem -> findings.add(warning("configuration", problem.toString())));
      findings.addAll(provider(invocation, config));
      return Optional.of(config);
    } catch (RunnerException | ConfigException e) {
      findings.add(broken("configuration", String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  /** Keys are said to be there or not; they are never shown. */
  private static List<Finding> provider(Invocation invocation, LoadedConfig config) {
    List<Finding> findings = new ArrayList<>();
    ApiKeys keys = config.keys(invocation.host().environment());
    Roster roster = Roster.of(config, keys, invocation.host().environment());
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

  private static Finding bubblewrap(Invocation invocation, Optional<LoadedConfig> config) {
    Optional<String> problem = BuiltInTiers.bubblewrapProblem(invocation.host().searchPath());
    if (problem.isEmpty()) {
      return ok("bubblewrap", "makes sandboxes");
    }
    return config.filter(LoadedConfig::insecure).isPresent()
        ? warning("bubblewrap", problem.get() + " Agents run WITHOUT ISOLATION.")
        : broken("bubblewrap", problem.get());
  }

  private static Finding daemon(Invocation invocation) {
    return tried(
        "agent",
        () -> {
          Optional<ControlReply> reply =
              ControlClient.ask(
                  invocation.files().socket(), ControlRequest.of(Action.STATUS, invocation.user()));
          if (reply.isEmpty() || reply.get().guests().isEmpty()) {
            return ok("agent", "does not run; start it with: runner start");
          }
          GuestStatus guest = reply.get().guests().getFirst();
          return guest.state() == State.FAILED
              ? broken("agent", "failed; see: runner status, runner logs")
              : answering(guest);
        });
  }

  private static Finding answering(GuestStatus guest) {
    try {
      if (!GatewayProbe.isHealthy(Path.of(guest.socket()))) {
        return broken("agent", "does not answer at " + guest.socket() + ". Try: runner restart");
      }
      return guest.tier().equals("none")
          ? warning("agent", "answers, and runs WITHOUT ISOLATION, as --insecure allowed")
          : ok("agent", "answers");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return warning("agent", "was not asked: interrupted");
    }
  }
}
