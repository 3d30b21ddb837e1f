package dev.oxydra.runner;

import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.doctor.ClockChecks;
import dev.oxydra.runner.doctor.KernelChecks;
import dev.oxydra.runner.doctor.PortChecks;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code runner doctor}: tries what an agent needs, for real, and says what to do. It leaves
 * nothing behind, and an agent that runs is asked and not disturbed.
 */
final class DoctorCommand implements Command {
  @Override
  public int run(Invocation invocation) throws InterruptedException {
    DoctorReport report = new DoctorReport(invocation.out(), invocation.has("--json"));
    ClockChecks clock = new ClockChecks();
    List<Path> programs = new ArrayList<>();
    report.add(InstallationDoctor.findings(invocation, programs));
    Optional<LoadedConfig> config = ConfigurationDoctor.findings(invocation, report);
    report.add(
        KernelChecks.ofThisMachine().findings(config.filter(TierDoctor::isVirtual).isPresent()));
    Instant elsewhere = null;
    if (config.isPresent()) {
      place(invocation, config.get(), programs, report);
      elsewhere = agentAndProvider(invocation, config.get(), report);
    }
    report.add(List.of(clock.finding(elsewhere)));
    if (config.isPresent()) {
      report.add(JournalDoctor.findings(invocation, config.get()));
    }
    return report.end();
  }

  /**
   * What matters before an agent is started for the first time.
   *
   * @return whether nothing is broken
   */
  static boolean isReady(Invocation invocation) {
    DoctorReport report = new DoctorReport(invocation.out(), false);
    List<Path> programs = new ArrayList<>();
    report.add(InstallationDoctor.findings(invocation, programs));
    Optional<LoadedConfig> config = ConfigurationDoctor.findings(invocation, report);
    config.ifPresent(loaded -> {
      place(invocation, loaded, programs, report);
      report.add(ProviderDoctor.reach(invocation, loaded).findings());
    });
    return report.end() == ExitCodes.OK;
  }

  /** Where the agent is to live. */
  private static void place(
      Invocation invocation, LoadedConfig config, List<Path> programs, DoctorReport report) {
    report.add(TierDoctor.findings(invocation, config));
    report.add(WorkspaceDoctor.findings(invocation, config, programs));
    report.add(EmbeddingDoctor.findings(invocation, config));
    report.add(ChannelDoctor.findings(invocation, config));
  }

  private static @Nullable Instant agentAndProvider(
      Invocation invocation, LoadedConfig config, DoctorReport report) {
    AgentDoctor agent = AgentDoctor.ask(invocation);
    report.add(
        PortChecks.findings(
            config.runner().relay().address(), config.runner().relay().port(), agent.port()));
    report.add(List.of(agent.finding()));
    ProviderDoctor.Reached reached = ProviderDoctor.reach(invocation, config);
    report.add(reached.findings());
    return reached.date();
  }
}
