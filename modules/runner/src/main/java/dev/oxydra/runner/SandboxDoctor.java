package dev.oxydra.runner;

import static dev.oxydra.runner.doctor.Finding.broken;
import static dev.oxydra.runner.doctor.Finding.ok;
import static dev.oxydra.runner.doctor.Finding.warning;

import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.RunnerConfig;
import dev.oxydra.runner.doctor.Finding;
import dev.oxydra.runner.isolation.BuiltInTiers;
import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.IsolationTier;
import dev.oxydra.runner.isolation.LaunchSpec;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Mount;
import dev.oxydra.runner.isolation.ProgramName;
import dev.oxydra.runner.isolation.ResourceLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a small script in the user's tier that uses the user's folders as an agent does, and looks
 * at the host at what it left there.
 */
final class SandboxDoctor {
  private static final String WHAT = "sandbox";
  private static final Duration GRACE = Duration.ofSeconds(1);

  /**
   * Prints a line for each folder: its path, a colon, and {@code ok} or what is wrong. Where the
   * program {@code flock} is missing, as in a small image, locks are not tried.
   */
  private static final String SCRIPT =
      """
      name=$1; shift
      for folder in "$@"; do
        file=$folder/$name
        said=$(printf works | dd of="$file" conv=fsync 2>&1) || { echo "$folder: $said" | tail -n 1; continue; }
        [ "$(cat "$file")" = works ] || { echo "$folder: what is written is not read back"; continue; }
        if command -v flock >/dev/null; then
          flock -n "$file" true || { echo "$folder: files can't be locked"; continue; }
        fi
        printf '#!/bin/sh\\n' >"$file" && chmod +x "$file"
        if "$file" 2>/dev/null; then echo "$folder: ok"; else echo "$folder: noexec"; fi
      done
      """;

  private SandboxDoctor() {}

  static List<Finding> findings(Invocation invocation, LoadedConfig config, Workspace workspace) {
    return Attempt.ofAll(
        WHAT,
        () -> {
          IsolationTier tier =
              BuiltInTiers.choose(
                  config.tier(), config.insecure(), Configuration.tiers(config, invocation.host()));
          Path scratch = TrialFolders.temporary();
          try {
            return tried(invocation, config.runner(), workspace, tier, scratch);
          } finally {
            TrialFolders.delete(scratch);
          }
        });
  }

  private static List<Finding> tried(
      Invocation invocation,
      RunnerConfig config,
      Workspace workspace,
      IsolationTier tier,
      Path scratch) {
    String name = ".doctor-" + Long.toString(System.nanoTime(), 36);
    List<Mount> mounts =
        List.of(
            Mount.readWrite(workspace.shared(), "/shared"),
            Mount.readWrite(workspace.tmp(), "/tmp"),
            Mount.readWrite(workspace.internal(), "/internal"));
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "sh", name));
    mounts.forEach(mount -> command.add(tier.pathOf(mount)));
    Path output = scratch.resolve("out");
    LaunchSpec spec =
        new LaunchSpec(
            new ProgramName(invocation.files().installation(), invocation.user().value(), "doctor"),
            command,
            List.of(),
            mounts,
            List.of(),
            limits(config),
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin", "LANG", "C.UTF-8"),
            new byte[0],
            scratch.resolve("log"),
            output,
            scratch.resolve("status"),
            true);
    try {
      Duration patience = tier.startupTimeout(config.guest().startupTimeout());
      End end = end(tier.launch(spec), patience);
      List<Finding> findings = judged(tier, spec, end, output);
      if (findings.stream().noneMatch(Finding::isBroken)) {
        findings.add(owner(mounts, name));
      }
      return findings;
    } catch (IOException e) {
      return List.of(broken(WHAT, "What it left can't be read: " + e.getMessage()));
    } finally {
      mounts.forEach(mount -> GuestLauncher.removeFile(mount.host().resolve(name)));
    }
  }

  private static ResourceLimits limits(RunnerConfig config) {
    RunnerConfig.Program guest = config.limits().guest();
    return new ResourceLimits(
        guest.memory(), guest.cpuPercent(), guest.processes(), config.limits().maxFile());
  }

  private static End end(Launched launched, Duration patience) {
    FutureTask<End> waiting = new FutureTask<>(launched::waitFor);
    Thread.ofVirtual().name("sandbox-doctor").start(waiting);
    try {
      return waiting.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new End(End.UNKNOWN, "it did not end within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new End(End.UNKNOWN, "interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException("Waiting for a sandbox", e.getCause());
    } finally {
      launched.stop(GRACE);
    }
  }

  private static List<Finding> judged(IsolationTier tier, LaunchSpec spec, End end, Path output) {
    List<String> said = LogTail.of(output, spec.mounts().size());
    if (end.code() != 0 || said.size() < spec.mounts().size()) {
      return List.of(
          broken(
              WHAT,
              "A small program in the tier %s ended with %s: %s"
                  .formatted(tier.name(), end, String.join(" ", LogTail.of(spec.log(), 3)))));
    }
    List<Finding> findings = new ArrayList<>();
    said.stream()
        .filter(line -> !line.endsWith(": ok"))
        .map(SandboxDoctor::wrong)
        .forEach(findings::add);
    if (findings.isEmpty()) {
      findings.add(
          ok(WHAT, "writes, reads, locks and runs files of the workspace, tier " + tier.name()));
    }
    return findings;
  }

  private static Finding wrong(String line) {
    return line.endsWith(": noexec")
        ? warning(
            WHAT,
            line.replace(
                ": noexec",
                " is mounted noexec: the agent's own scripts can't be run there. Mount it with exec, or set workspace_root elsewhere."))
        : broken(WHAT, line + ". Set workspace_root in runner.conf to a local disk.");
  }

  private static Finding owner(List<Mount> mounts, String name) throws IOException {
    for (Mount mount : mounts) {
      Object folder = uid(mount.host());
      Object file = uid(mount.host().resolve(name));
      if (!folder.equals(file)) {
        return broken(
            "uid mapping",
            "What is written in the sandbox belongs to uid %s on the host, not to %s: it couldn't be read or removed. See subuid(5), or run as another user."
                .formatted(file, folder));
      }
    }
    return ok("uid mapping", "what is written in the sandbox is yours on the host");
  }

  private static Object uid(Path file) throws IOException {
    return Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }
}
