package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program that runs as processes of the host, started by us or by an earlier daemon. */
final class HostProcess implements Launched {
  private static final Duration ASK_AGAIN = Duration.ofMillis(250);

  /** How often an adopted process, whose end nobody tells us, is looked at. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Trace trace;
  private final ProcessHandle top;
  private final SandboxNote note;
  private final Confinement confinement;
  private final @Nullable Process outer;

  /**
   * @param trace what it is found by
   * @param top the first process in the sandbox, or the program's own without one
   * @param note what else a later daemon has to know
   * @param confinement what keeps its limits
   * @param outer the process that we started: the sandbox's, or the program's own; null for a
   *     program that was adopted
   */
  HostProcess(
      Trace trace,
      ProcessHandle top,
      SandboxNote note,
      Confinement confinement,
      @Nullable Process outer) {
    this.trace = trace;
    this.top = top;
    this.note = note;
    this.confinement = confinement;
    this.outer = outer;
  }

  /**
   * Starts a process in a session of its own, so that a terminal's signals don't reach it, with its
   * output in files.
   *
   * @throws IOException when the operating system refuses
   */
  static Process start(List<String> command, Map<String, String> environment, LaunchSpec spec)
      throws IOException {
    ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(spec.log().toFile());
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectOutput(log);
    if (spec.output() == null) {
      builder.redirectErrorStream(true);
    } else {
      builder
          .redirectError(log)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.output().toFile()));
    }
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Gives a process its input, which ends then. */
  static void feed(Process process, byte[] input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException e) {
      // It doesn't read, or has ended, which is told by its end.
    }
  }

  @Override
  public long pid() {
    return top.pid();
  }

  @Override
  public Instant startedAt() {
    return top.info().startInstant().orElse(Instant.EPOCH);
  }

  @Override
  public boolean isAlive() {
    return !ProcessEnd.isOver(awaited());
  }

  @Override
  public ResourceUsage usage() {
    return isAlive() ? confinement.usage() : ResourceUsage.NONE;
  }

  @Override
  public Trace trace() {
    return trace;
  }

  @Override
  public End waitFor() throws InterruptedException {
    int code = outer == null ? awaitAdopted() : outer.waitFor();
    // The sandbox's process may have been killed alone.
    kill();
    confinement.close();
    return new End(code, confinement.reason());
  }

  private int awaitAdopted() throws InterruptedException {
    while (!ProcessEnd.isOver(top)) {
      Thread.sleep(LOOK_AGAIN);
    }
    return note.exitCode();
  }

  @Override
  public void stop(Duration grace) {
    ends(grace);
    kill();
    if (outer != null) {
      ProcessEnd.kill(outer.toHandle());
      kill();
    }
    confinement.close();
  }

  /** Asks again and again: the first process of a sandbox is deaf until its handler is in place. */
  private void ends(Duration grace) {
    long begun = System.nanoTime();
    ProcessHandle awaited = awaited();
    while (!ProcessEnd.isOver(awaited) && ask()) {
      if (ProcessEnd.within(awaited, ASK_AGAIN)
          || System.nanoTime() - begun > grace.toNanos()
          || Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private ProcessHandle awaited() {
    return outer == null ? top : outer.toHandle();
  }

  private void kill() {
    if (!note.sandboxed()) {
      // Nothing else ends them with their parent.
      top.descendants().forEach(ProcessHandle::destroyForcibly);
    }
    ProcessEnd.kill(top);
  }

  /** The first process of a sandbox ignores what it doesn't handle, so its child is asked. */
  private boolean ask() {
    return note.init()
        ? top.children().map(ProcessHandle::destroy).reduce(false, Boolean::logicalOr)
        : top.destroy();
  }
}
