package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A program that runs as a process of the host, with or without a sandbox's own process around it.
 *
 * @param outer the process that we started: the sandbox's, or the program's own
 * @param top the first process in the sandbox; the same as {@code outer} without one
 * @param init whether {@code top} is a process that only buries orphans, and the program its child
 */
record HostProcess(Process outer, ProcessHandle top, boolean init) implements Launched {
  /** What a killed process may take to be gone; longer only when the kernel holds it. */
  private static final Duration KILLED = Duration.ofSeconds(10);

  private static final Duration ASK_AGAIN = Duration.ofMillis(250);

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

  void feed(byte[] input) throws IOException {
    try (OutputStream stdin = outer.getOutputStream()) {
      stdin.write(input);
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
    return outer.isAlive();
  }

  @Override
  public ResourceUsage usage() {
    return ResourceUsage.NONE;
  }

  @Override
  public Trace trace() {
    return new Trace("process", pid(), ProcessStart.of(pid()), "");
  }

  @Override
  public End waitFor() throws InterruptedException {
    int code = outer.waitFor();
    // The sandbox's process may have been killed alone.
    kill(top);
    return End.of(code);
  }

  @Override
  public void stop(Duration grace) {
    if (!ends(grace)) {
      kill(top);
    }
    kill(outer.toHandle());
    kill(top);
  }

  /** Asks again and again: the first process of a sandbox is deaf until its handler is in place. */
  private boolean ends(Duration grace) {
    long begun = System.nanoTime();
    while (ask()) {
      if (ProcessEnd.within(outer.toHandle(), ASK_AGAIN)) {
        return true;
      }
      if (System.nanoTime() - begun > grace.toNanos() || Thread.currentThread().isInterrupted()) {
        return false;
      }
    }
    return false;
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    ProcessEnd.within(process, KILLED);
  }

  /** The first process of a sandbox ignores what it doesn't handle, so its child is asked. */
  private boolean ask() {
    return init
        ? top.children().map(ProcessHandle::destroy).reduce(false, Boolean::logicalOr)
        : top.destroy();
  }
}
