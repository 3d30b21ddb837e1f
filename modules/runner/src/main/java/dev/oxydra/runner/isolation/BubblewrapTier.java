package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.types.StartupStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The tier {@code process}: a sandbox of Linux namespaces, made by bubblewrap. */
final class BubblewrapTier implements IsolationTier {
  static final String NAME = "process";

  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Path PROC = Path.of("/proc");

  /** See proc(5); it is there when the kernel has filters. */
  private static final Path FILTERS = PROC.resolve("sys/kernel/seccomp/actions_avail");

  /**
   * A ProcessBuilder can't give the file descriptors that bubblewrap writes its status to and reads
   * its filter from. When the machine has no memory left, it is to be taken from guests first.
   */
  private static final String WRAPPER =
      """
      exec 3>"$1" 4<"$2"; [ -z "$3" ] || echo $$ >"$3" || exit 1; \
      { echo 500 >/proc/self/oom_score_adj; } 2>/dev/null || :; shift 3; exec "$@"\
      """;

  private final Path bubblewrap;
  private final BubblewrapFeatures features;
  private final Optional<ControlGroups> groups;
  private final Optional<PidsGroups> counted;
  private final Optional<byte[]> filter;

  BubblewrapTier(Path bubblewrap) {
    this(bubblewrap, ControlGroups.delegated(PROC));
  }

  private BubblewrapTier(Path bubblewrap, Optional<ControlGroups> groups) {
    this.bubblewrap = bubblewrap;
    this.features = BubblewrapFeatures.of(bubblewrap);
    this.groups = groups;
    this.counted = groups.isPresent() ? Optional.empty() : PidsGroups.writable(PROC);
    this.filter =
        Architecture.of(System.getProperty("os.arch", ""))
            .filter(known -> Files.exists(FILTERS))
            .map(architecture -> SyscallFilter.of(architecture, groups.isPresent()));
  }

  /** What keeps bubblewrap from working here, and what to do; empty when it works. */
  static Optional<String> problem(Path bubblewrap) {
    return new BubblewrapFeatures(false, false)
        .trial(bubblewrap)
        .map(said ->
            """
            bubblewrap is installed but can't make a sandbox (%s). Unprivileged user namespaces may be forbidden: \
            see sysctl kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns and \
            user.max_user_namespaces.\
            """
                .formatted(said));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<StartupStatus.Reason> degradedReasons() {
    List<StartupStatus.Reason> reasons = new ArrayList<>();
    if (filter.isEmpty()) {
      reasons.add(
          new StartupStatus.Reason(
              "no_syscall_filter",
              "The agent may make all system calls: this processor or kernel has no filter for them that is known here."));
    }
    if (!Files.isExecutable(HardLimits.PROGRAM)) {
      reasons.add(
          new StartupStatus.Reason(
              "no_file_limits",
              "The size and number of the agent's files are not limited: %s is missing. Install util-linux."
                  .formatted(HardLimits.PROGRAM)));
    }
    return reasons;
  }

  @Override
  public boolean allowsShell() {
    return true;
  }

  @Override
  public String pathOf(Mount mount) {
    return mount.inside();
  }

  @Override
  public Launched launch(LaunchSpec spec) {
    Exposure.check(spec.own(), spec.programs());
    try {
      Optional<Path> group = newGroup(spec);
      try {
        return launch(spec, group);
      } catch (IOException | RuntimeException e) {
        group.ifPresent(ControlHierarchy::remove);
        throw e;
      }
    } catch (IOException e) {
      throw new IsolationException(
          Kind.NOT_STARTED, "Could not start the " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  private Optional<Path> newGroup(LaunchSpec spec) throws IOException {
    if (groups.isPresent()) {
      return Optional.of(groups.get().create(spec.name(), spec.limits()).folder());
    }
    return counted.isPresent()
        ? Optional.of(counted.get().create(spec.name(), spec.limits()))
        : Optional.empty();
  }

  private Launched launch(LaunchSpec spec, Optional<Path> group) throws IOException {
    SandboxNote note = new SandboxNote(spec.init(), spec.status());
    Path filterFile = spec.status().resolveSibling(spec.status().getFileName() + ".filter");
    Files.deleteIfExists(spec.status());
    try {
      Files.write(filterFile, filter.orElse(new byte[0]));
      Process outer = HostProcess.start(command(spec, filterFile, group), searchPath(), spec);
      ProcessHandle top = awaitChild(spec, note, outer);
      HostProcess.feed(outer, spec.input());
      Trace trace = new Trace(NAME, top.pid(), ProcessStart.of(top.pid()), note.text());
      Confinement confinement =
          groups.isPresent() && group.isPresent()
              ? ControlGroup.of(group.get(), spec.limits())
              : WatchedProgram.watch(top, true, spec.limits(), group);
      return new HostProcess(trace, top, note, confinement, outer);
    } finally {
      Files.deleteIfExists(filterFile);
    }
  }

  private List<String> command(LaunchSpec spec, Path filterFile, Optional<Path> group)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", WRAPPER, "sh"));
    command.addAll(List.of(spec.status().toString(), filterFile.toString()));
    command.add(group.map(joined -> joined.resolve(ControlGroup.MEMBERS).toString()).orElse(""));
    if (groups.isEmpty()) {
      command.addAll(Processors.command(spec.limits().cpuPercent()));
    }
    command.addAll(
        List.of("setsid", bubblewrap.toString(), "--json-status-fd", BubblewrapArguments.STATUS));
    List<String> limits = HardLimits.command(spec.limits(), true);
    command.addAll(BubblewrapArguments.of(spec, features, filter.isPresent(), limits));
    return command;
  }

  private static ProcessHandle awaitChild(LaunchSpec spec, SandboxNote note, Process outer)
      throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      boolean over = !outer.isAlive();
      OptionalLong pid = note.child();
      if (pid.isPresent()) {
        // A program that has ended already leaves nothing but the process that we started.
        return ProcessHandle.of(pid.getAsLong()).orElseGet(outer::toHandle);
      }
      if (over) {
        break;
      }
      ProcessEnd.pause();
    }
    outer.descendants().forEach(ProcessHandle::destroyForcibly);
    outer.destroyForcibly();
    throw new IsolationException(
        Kind.NOT_STARTED,
        "The sandbox of the " + spec.name() + " did not start; " + spec.log() + " says why.");
  }

  /** Its sandbox, file limits and processors are the ones that it was started with. */
  @Override
  public Optional<Launched> adopt(Trace trace, ResourceLimits limits) {
    Optional<ProcessHandle> top = trace.tier().equals(NAME) ? trace.running() : Optional.empty();
    if (top.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<ControlGroup> group = ControlGroups.of(trace.pid(), limits);
      Confinement confinement =
          group.isPresent()
              ? group.get()
              : WatchedProgram.watch(top.get(), true, limits, PidsGroups.of(trace.pid(), limits));
      SandboxNote note = SandboxNote.parse(trace.name());
      return Optional.of(new HostProcess(trace, top.get(), note, confinement, null));
    } catch (IOException e) {
      if (trace.running().isEmpty()) {
        return Optional.empty();
      }
      throw new IsolationException(
          Kind.UNAVAILABLE,
          "Can't take over process %d, which an earlier daemon started: %s"
              .formatted(trace.pid(), e.getMessage()),
          e);
    }
  }

  @Override
  public void removeLeftovers(String installation, Path notes, List<Trace> kept) {
    groups.ifPresent(ours -> ControlHierarchy.removeEmpty(ours.base(), installation));
    counted.ifPresent(ours -> ControlHierarchy.removeEmpty(ours.base(), installation));
  }

  private static Map<String, String> searchPath() {
    return Map.of("PATH", "/usr/bin:/bin");
  }
}
