package dev.oxydra.runner.isolation;

import dev.oxydra.runner.config.RunnerConfig.Acceleration;
import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.types.StartupStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tier {@code micro_vm}: each program has a virtual machine with a kernel of its own. QEMU runs
 * in a sandbox of the tier {@code process}, so that who breaks out of the machine is in there.
 */
final class MicroVmTier implements IsolationTier {
  static final String NAME = "micro_vm";

  /** What QEMU and the processes that carry sockets may take besides the machine's own memory. */
  private static final long OVERHEAD = 320L << 20;

  /** Each connection that is carried is a process, and QEMU has threads for files. */
  private static final int HOST_PROCESSES = 2048;

  /** Half a minute where nothing else runs; a busy host needs several times as long. */
  private static final Duration TRANSLATED_STARTUP = Duration.ofMinutes(3);

  private final BubblewrapTier host;
  private final MicroVmPrograms programs;
  private final TierSettings settings;
  private final boolean kvm;

  private MicroVmTier(
      BubblewrapTier host, MicroVmPrograms programs, TierSettings settings, boolean kvm) {
    this.host = host;
    this.programs = programs;
    this.settings = settings;
    this.kvm = kvm;
  }

  /**
   * @throws IsolationException when it can't work here
   */
  static MicroVmTier of(TierSettings settings) {
    problem(settings)
        .ifPresent(problem -> {
          throw new IsolationException(Kind.UNAVAILABLE, problem);
        });
    MicroVmPrograms programs = MicroVmPrograms.find(settings.searchPath());
    return new MicroVmTier(
        new BubblewrapTier(programs.bubblewrap()), programs, settings, usesKvm(settings, programs));
  }

  /** What keeps machines from running here, and what to do; empty when they run. */
  static Optional<String> problem(TierSettings settings) {
    Optional<String> problem = MicroVmPrograms.problem(settings.searchPath());
    if (problem.isEmpty()) {
      problem = MicroVmImages.problem(settings.microVm().images(), settings.distribution());
    }
    if (problem.isEmpty() && settings.microVm().acceleration() == Acceleration.KVM) {
      MicroVmPrograms programs = MicroVmPrograms.find(settings.searchPath());
      problem = KvmProbe.problem(programs.qemu(), settings.microVm().images());
    }
    return problem;
  }

  private static boolean usesKvm(TierSettings settings, MicroVmPrograms programs) {
    return switch (settings.microVm().acceleration()) {
      case TCG -> false;
      case KVM -> true;
      case AUTO -> KvmProbe.problem(programs.qemu(), settings.microVm().images()).isEmpty();
    };
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<StartupStatus.Reason> degradedReasons() {
    List<StartupStatus.Reason> reasons = new ArrayList<>(host.degradedReasons());
    if (!kvm) {
      reasons.add(
          new StartupStatus.Reason(
              "slow",
              "The agent's machine runs by translation (TCG), many times slower than with the processor's own virtualization. "
                  + (settings.microVm().acceleration() == Acceleration.AUTO
                      ? "KVM doesn't work here: runner doctor says why."
                      : "micro_vm.acceleration in runner.conf says so.")));
    }
    return reasons;
  }

  @Override
  public boolean allowsShell() {
    return true;
  }

  /** Only the processor's own virtualization is as fast as the configuration expects. */
  @Override
  public Duration startupTimeout(Duration configured) {
    return kvm ? configured : Collections.max(List.of(configured, TRANSLATED_STARTUP));
  }

  @Override
  public String pathOf(Mount mount) {
    return mount.inside();
  }

  /** Sockets have to lie in a file system of the machine's own kernel. */
  @Override
  public String pathOf(Mount mount, Path socket) {
    return MicroVmFolder.SOCKETS + "/" + socket.getFileName();
  }

  @Override
  public Launched launch(LaunchSpec spec) {
    Path images = settings.microVm().images();
    MicroVmImages.problem(images, settings.distribution())
        .ifPresent(problem -> {
          throw new IsolationException(Kind.UNAVAILABLE, problem);
        });
    // A user's folder that other users could read is refused before anything is written for it.
    Exposure.check(spec.own(), List.of(images));
    MicroVmFolder folder = MicroVmFolder.of(spec.status());
    try {
      folder.write(spec, InsideImage.command(spec, settings.distribution()));
      return new MicroVm(host.launch(sandbox(spec, folder)), folder);
    } catch (IOException e) {
      throw new IsolationException(
          Kind.NOT_STARTED, "Could not start the " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  /** The sandbox that QEMU runs in. */
  private LaunchSpec sandbox(LaunchSpec spec, MicroVmFolder folder) {
    QemuArguments qemu = new QemuArguments(programs.qemu(), settings.microVm().images(), kvm);
    List<Mount> mounts = new ArrayList<>(MicroVmFolder.mounts(spec));
    mounts.add(Mount.readWrite(folder.path(), MicroVmFolder.INSIDE));
    if (kvm) {
      mounts.add(Mount.readWrite(KvmProbe.DEVICE, KvmProbe.DEVICE.toString()));
    }
    ResourceLimits own = spec.limits();
    return new LaunchSpec(
        spec.name(),
        MicroVmScript.command(
            programs.socat(), spec.sockets(), qemu.launch(spec, programs.socat())),
        List.of(settings.microVm().images()),
        mounts,
        List.of(),
        new ResourceLimits(
            QemuArguments.machineBytes(own) + OVERHEAD,
            own.cpuPercent(),
            HOST_PROCESSES,
            own.fileBytes()),
        Map.of("PATH", "/usr/bin:/bin"),
        new byte[0],
        spec.log(),
        spec.output(),
        spec.status(),
        true);
  }

  @Override
  public Optional<Launched> adopt(Trace trace, ResourceLimits limits) {
    if (!trace.tier().equals(NAME)) {
      return Optional.empty();
    }
    ResourceLimits sandbox =
        new ResourceLimits(
            QemuArguments.machineBytes(limits) + OVERHEAD,
            limits.cpuPercent(),
            HOST_PROCESSES,
            limits.fileBytes());
    return host.adopt(MicroVm.ofHost(trace), sandbox)
        .map(process -> new MicroVm(process, MicroVmFolder.of(trace)));
  }

  @Override
  public void removeLeftovers(String installation, Path notes, List<Trace> kept) {
    host.removeLeftovers(installation, notes, kept.stream().map(MicroVm::ofHost).toList());
    MicroVmFolder.removeOthers(notes, kept);
  }
}
