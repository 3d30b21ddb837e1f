package dev.oxydra.runner;

import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the file of {@link GuestProcesses} of one guest up to date. */
final class GuestNote {
  private static final Logger LOG = LoggerFactory.getLogger(GuestNote.class);

  private final Path file;
  private GuestProcesses now;

  /**
   * @param endpoint what clients over TCP are told
   * @param left what an earlier daemon noted of the same processes; null where they are new
   */
  GuestNote(Path file, GuestPlan plan, String endpoint, @Nullable GuestProcesses left) {
    this.file = file;
    this.now =
        new GuestProcesses(
            left == null ? null : left.guest(),
            left == null ? null : left.shell(),
            plan.workspace().root().toString(),
            endpoint,
            plan.insecure(),
            false,
            variables(plan),
            left == null ? Instant.EPOCH : left.startedAt(),
            left == null ? 0 : left.restarts());
  }

  /** The variables that hold keys; their values are written nowhere. */
  private static Set<String> variables(GuestPlan plan) {
    Set<String> variables = new TreeSet<>();
    plan.upstreams().values().forEach(upstream -> variables.add(upstream.keySource()));
    variables.removeIf(source -> !source.matches("[A-Za-z_][A-Za-z0-9_]*"));
    return variables;
  }

  /** Takes what a new plan says of where keys come from. */
  synchronized void plan(GuestPlan plan) {
    Set<String> variables = variables(plan);
    update(now.guest(), now.shell(), plan.insecure(), variables, now.startedAt(), now.restarts());
    writeIfPossible();
  }

  /**
   * Another agent JVM.
   *
   * @throws RunnerException when it can't be noted: no later daemon would find it
   */
  synchronized void guest(Launched guest, int restarts) {
    update(
        guest.trace(), now.shell(), now.insecure(), now.variables(), guest.startedAt(), restarts);
    try {
      now.write(file);
    } catch (IOException e) {
      throw new RunnerException(
          RunnerException.Kind.FILES,
          "Can't write %s: %s. Make room, or make the folder writable."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** Another shell daemon. */
  synchronized void shell(Launched shell) {
    update(
        now.guest(),
        shell.trace(),
        now.insecure(),
        now.variables(),
        now.startedAt(),
        now.restarts());
    writeIfPossible();
  }

  private void writeIfPossible() {
    try {
      now.write(file);
    } catch (IOException e) {
      LOG.warn("{} could not be written; a later daemon finds what it said before", file, e);
    }
  }

  private void update(
      @Nullable Trace guest,
      @Nullable Trace shell,
      boolean insecure,
      Set<String> variables,
      Instant startedAt,
      int restarts) {
    now =
        new GuestProcesses(
            guest,
            shell,
            now.workspace(),
            now.endpoint(),
            insecure,
            false,
            variables,
            startedAt,
            restarts);
  }

  void remove() {
    GuestLauncher.removeFile(file);
  }
}
