package dev.oxydra.runner.isolation;

import dev.oxydra.runner.isolation.IsolationException.Kind;
import dev.oxydra.types.StartupStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tier {@code process}: a sandbox of Linux namespaces, made by bubblewrap. */
final class BubblewrapTier implements IsolationTier {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern CHILD = Pattern.compile("\"child-pid\"\\s*:\\s*(\\d+)");

  /** Bubblewrap writes its status to a file descriptor, which a ProcessBuilder can't give it. */
  private static final String WITH_STATUS = "exec 3>\"$1\"; shift; exec setsid \"$@\"";

  private final Path bubblewrap;
  private final boolean noNestedNamespaces;

  BubblewrapTier(Path bubblewrap) {
    this.bubblewrap = bubblewrap;
    this.noNestedNamespaces = trial(bubblewrap, true).isEmpty();
  }

  /** What keeps bubblewrap from working here, and what to do; empty when it works. */
  static Optional<String> problem(Path bubblewrap) {
    return trial(bubblewrap, false)
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
    return "process";
  }

  @Override
  public List<StartupStatus.Reason> degradedReasons() {
    return List.of();
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
  public Optional<Launched> adopt(Trace trace, ResourceLimits limits) {
    return AdoptedProcess.of(trace);
  }

  @Override
  public Launched launch(LaunchSpec spec) {
    Exposure.check(spec.own(), spec.programs());
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", WITH_STATUS, "sh", spec.status().toString()));
    command.addAll(List.of(bubblewrap.toString(), "--json-status-fd", "3"));
    command.addAll(BubblewrapArguments.of(spec, noNestedNamespaces));
    try {
      Files.deleteIfExists(spec.status());
      Process outer = HostProcess.start(command, searchPath(), spec);
      HostProcess launched = new HostProcess(outer, awaitChild(spec, outer), spec.init());
      launched.feed(spec.input());
      return launched;
    } catch (IOException e) {
      throw new IsolationException(
          Kind.NOT_STARTED, "Could not start the " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  private static ProcessHandle awaitChild(LaunchSpec spec, Process outer) throws IOException {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      boolean over = !outer.isAlive();
      Optional<ProcessHandle> child = child(spec.status());
      if (child.isPresent()) {
        return child.get();
      }
      if (over) {
        break;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    outer.destroyForcibly();
    throw new IsolationException(
        Kind.NOT_STARTED,
        "The sandbox of the " + spec.name() + " did not start; " + spec.log() + " says why.");
  }

  private static Optional<ProcessHandle> child(Path status) throws IOException {
    if (!Files.exists(status)) {
      return Optional.empty();
    }
    Matcher pid = CHILD.matcher(Files.readString(status));
    return pid.find() ? ProcessHandle.of(Long.parseLong(pid.group(1))) : Optional.empty();
  }

  /** What a sandbox that does nothing says when it fails. */
  private static Optional<String> trial(Path bubblewrap, boolean noNestedNamespaces) {
    List<String> command = new ArrayList<>(List.of(bubblewrap.toString()));
    command.addAll(BubblewrapArguments.namespaces(noNestedNamespaces));
    command.addAll(BubblewrapArguments.system());
    command.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--", "/bin/true"));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      Process process = builder.start();
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(PROBE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return Optional.of("it does not end");
      }
      return process.exitValue() == 0
          ? Optional.empty()
          : Optional.of(said.isEmpty() ? "exit code " + process.exitValue() : said);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  private static Map<String, String> searchPath() {
    return Map.of("PATH", "/usr/bin:/bin");
  }
}
