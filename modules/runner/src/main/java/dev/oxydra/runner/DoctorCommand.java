package dev.oxydra.runner;

import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.ProviderChoice;
import dev.oxydra.runner.isolation.BuiltInTiers;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code runner doctor}: tries what an agent needs, for real, and says what to do. */
final class DoctorCommand implements Command {
  private static final int JAVA = 25;
  private static final long LITTLE_SPACE = 1L << 30;
  private static final long TOO_LITTLE_SPACE = 100L << 20;

  /**
   * What was found.
   *
   * @param what was looked at
   * @param detail what was found, and what to do
   */
  record Finding(Verdict verdict, String what, String detail) {}

  /** How bad it is. */
  enum Verdict {
    OK,
    WARNING,
    BROKEN
  }

  @Override
  public int run(Invocation invocation) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(installation(invocation));
    Optional<LoadedConfig> config = configuration(invocation, findings);
    findings.add(bubblewrap(invocation, config));
    config.ifPresent(loaded -> workspace(invocation, loaded, findings));
    findings.add(daemon(invocation));
    findings.forEach(finding ->
        invocation
            .out()
            .println(
                "%-8s %-14s %s"
                    .formatted(
                        finding.verdict().name().toLowerCase(Locale.ROOT),
                        finding.what(),
                        finding.detail())));
    return findings.stream().anyMatch(finding -> finding.verdict() == Verdict.BROKEN)
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

  private static Finding installation(Invocation invocation) {
    return tried(
        "installation",
        () -> {
          invocation.distribution().commandOf("guest", invocation.host().environment());
          invocation.distribution().commandOf("shell-daemon", invocation.host().environment());
          return ok("installation", invocation.host().distribution().toString());
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
    ProviderChoice choice = ProviderChoice.of(config.agent(), invocation.host().environment());
    findings.add(ok("provider", choice.id() + " with the model " + choice.model()));
    choice.reasons().forEach(reason -> findings.add(warning("provider", reason.detail())));
    config
        .agent()
        .providers()
        .registry()
        .forEach((name, registered) -> {
          if (ApiKeys.find(name, registered, invocation.host().environment()) != null) {
            findings.add(ok("key", "there is one for " + name));
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

  private static void workspace(
      Invocation invocation, LoadedConfig config, List<Finding> findings) {
    Workspace workspace = Configuration.workspace(config, invocation.user());
    findings.add(
        tried(
            "workspace",
            () -> {
              workspace.create();
              return written(workspace.internal());
            }));
    findings.add(
        workspace.fitsSockets() && Workspace.isShort(invocation.files().socket())
            ? ok("socket paths", "are short enough")
            : broken(
                "socket paths",
                "are over %d bytes below %s or %s. Use a folder with a shorter path."
                    .formatted(
                        Workspace.MAX_SOCKET_PATH, workspace.root(), invocation.files().run())));
    findings.add(tried("disk space", () -> space(workspace.root())));
  }

  private static Finding written(Path folder) {
    try {
      Path file = Files.createTempFile(folder, "doctor", null);
      Files.writeString(file, "written by runner doctor");
      Files.delete(file);
      return ok("workspace", folder.getParent() + " can be written to");
    } catch (IOException e) {
      return broken("workspace", "Can't write to " + folder + ": " + e.getMessage());
    }
  }

  private static Finding space(Path folder) {
    try {
      FileStore store = Files.getFileStore(Files.exists(folder) ? folder : Path.of("/"));
      long free = store.getUsableSpace();
      String detail = (free >> 20) + " MiB free at " + folder;
      if (free < TOO_LITTLE_SPACE) {
        return broken("disk space", detail + ". Make room, or set workspace_root elsewhere.");
      }
      return free < LITTLE_SPACE ? warning("disk space", detail) : ok("disk space", detail);
    } catch (IOException e) {
      return broken("disk space", "Can't be told of " + folder + ": " + e.getMessage());
    }
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
      return GatewayProbe.isHealthy(Path.of(guest.socket()))
          ? ok("agent", "answers")
          : broken("agent", "does not answer at " + guest.socket() + ". Try: runner restart");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return warning("agent", "was not asked: interrupted");
    }
  }

  private static Finding tried(String what, Supplier<Finding> attempt) {
    try {
      return attempt.get();
    } catch (RunnerException e) {
      return broken(what, String.valueOf(e.getMessage()));
    }
  }

  private static Finding ok(String what, String detail) {
    return new Finding(Verdict.OK, what, detail);
  }

  private static Finding warning(String what, String detail) {
    return new Finding(Verdict.WARNING, what, detail);
  }

  private static Finding broken(String what, String detail) {
    return new Finding(Verdict.BROKEN, what, detail);
  }
}
