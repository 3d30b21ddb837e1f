package dev.oxydra.runner.isolation.container;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Mount;
import dev.oxydra.runner.isolation.ResourceLimits;
import dev.oxydra.runner.isolation.TierSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container as the engine is told to make it. Nothing in it comes from a user's configuration but
 * numbers and folders.
 *
 * @param entrypoint a shell that leads the program's input and output from and to files
 * @param command the program with its arguments, as they are inside
 * @param environment {@code NAME=value}
 */
record ContainerPlan(
    String name,
    Map<String, String> labels,
    String user,
    List<String> entrypoint,
    List<String> command,
    List<String> environment,
    HostConfig host) {
  /** Where a container finds what it reads, and the files that its output goes to. */
  private static final String INPUT = "/var/lib/oxydra.in";

  private static final String LOG = "/var/log/oxydra.log";

  private static final String OUTPUT = "/var/log/oxydra.out";

  /** Of the scheduler, microseconds; what Docker takes for its {@code --cpus}. */
  private static final long CPU_PERIOD = 100_000;

  private static final long FILES = 16_384;
  private static final long SHARED_MEMORY = 64L << 20;

  /** Where nothing else is mounted. */
  private static final String TMP = "/tmp";

  private static final String TMP_OPTIONS = "rw,nosuid,nodev,noexec,mode=1777,size=64m";

  static ContainerPlan of(LaunchSpec spec, TierSettings settings, Engine engine) {
    return new ContainerPlan(
        "oxydra-"
            + spec.name().installation()
            + "-"
            + spec.name().user()
            + "-"
            + spec.name().role(),
        Labels.of(spec.name(), settings.version()),
        engine.user(),
        entrypoint(spec),
        command(spec, settings.distribution()),
        new TreeMap<>(spec.environment())
            .entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()).toList(),
        host(spec, engine));
  }

  /**
   * Input and output don't go through the engine: it would have to keep a copy of what comes while
   * no daemon listens, and whoever is attached lives no longer than the daemon.
   */
  private static List<String> entrypoint(LaunchSpec spec) {
    String output = spec.output() == null ? " >>" + LOG + " 2>&1" : " >" + OUTPUT + " 2>>" + LOG;
    return List.of("/bin/sh", "-c", "exec \"$@\" <" + INPUT + output, "sh");
  }

  private static List<String> command(LaunchSpec spec, Path distribution) {
    Path program = Path.of(spec.command().getFirst());
    if (program.endsWith("bin/java") && !program.startsWith(distribution)) {
      throw new IsolationException(
          Kind.UNAVAILABLE,
          "The distribution in %s has no Java of its own, the folder runtime, and containers can't run the host's. Build or install it again."
              .formatted(distribution));
    }
    Pattern host = Pattern.compile(Pattern.quote(distribution.toString()) + "(?=[/:]|$)");
    return spec.command().stream()
        .map(argument ->
            host.matcher(argument).replaceAll(Matcher.quoteReplacement(ImageContent.INSIDE)))
        .toList();
  }

  private static HostConfig host(LaunchSpec spec, Engine engine) {
    HostConfig host =
        limited(spec.limits())
            .withNetworkMode("none")
            .withReadonlyRootfs(true)
            .withCapDrop(Capability.ALL)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withPrivileged(false)
            .withIpcMode("private")
            .withInit(spec.init())
            .withAutoRemove(false)
            .withRestartPolicy(RestartPolicy.noRestart())
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
            .withShmSize(SHARED_MEMORY)
            .withMounts(mounts(spec));
    if (spec.mounts().stream().noneMatch(mount -> mount.inside().equals(TMP))) {
      host.withTmpFs(Map.of(TMP, TMP_OPTIONS));
    }
    return engine.userNamespace().isEmpty() ? host : host.withUsernsMode(engine.userNamespace());
  }

  /** A quota and not a number of processors, of which engines refuse more than there are. */
  private static HostConfig limited(ResourceLimits limits) {
    return HostConfig.newHostConfig()
        .withMemory(limits.memoryBytes())
        .withMemorySwap(limits.memoryBytes())
        .withCpuPeriod(CPU_PERIOD)
        .withCpuQuota(CPU_PERIOD * limits.cpuPercent() / 100)
        .withPidsLimit((long) limits.processes())
        .withUlimits(ulimits(limits));
  }

  private static List<Ulimit> ulimits(ResourceLimits limits) {
    List<Ulimit> ulimits = new ArrayList<>();
    ulimits.add(new Ulimit("core", 0L, 0L));
    ulimits.add(new Ulimit("fsize", limits.fileBytes(), limits.fileBytes()));
    ulimits.add(new Ulimit("nofile", FILES, FILES));
    // Podman would raise it, which not every host lets it do; what counts is the limit above.
    OwnLimits.processes().ifPresent(most -> ulimits.add(new Ulimit("nproc", most, most)));
    return ulimits;
  }

  /** Outer folders first. */
  private static List<com.github.dockerjava.api.model.Mount> mounts(LaunchSpec spec) {
    List<Mount> mounts = new ArrayList<>(spec.mounts());
    mounts.add(Mount.readOnly(spec.status().toAbsolutePath(), INPUT));
    mounts.add(Mount.readWrite(spec.log().toAbsolutePath(), LOG));
    if (spec.output() != null) {
      mounts.add(Mount.readWrite(spec.output().toAbsolutePath(), OUTPUT));
    }
    return mounts.stream()
        .sorted(Comparator.comparing(Mount::inside))
        .map(mount ->
            new com.github.dockerjava.api.model.Mount()
                .withType(MountType.BIND)
                .withSource(mount.host().toString())
                .withTarget(mount.inside())
                .withReadOnly(!mount.writable()))
        .toList();
  }
}
