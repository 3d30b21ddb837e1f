package dev.oxydra.runner.isolation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** TEMPORARY: a process of another daemon's. */
record AdoptedProcess(ProcessHandle process, Trace trace) implements Launched {
  static Optional<Launched> of(Trace trace) {
    return ProcessHandle.of(trace.pid())
        .filter(found ->
            !ProcessEnd.isOver(found) && ProcessStart.of(trace.pid()).equals(trace.start()))
        .map(found -> new AdoptedProcess(found, trace));
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Instant startedAt() {
    return process.info().startInstant().orElse(Instant.EPOCH);
  }

  @Override
  public boolean isAlive() {
    return !ProcessEnd.isOver(process);
  }

  @Override
  public ResourceUsage usage() {
    return ResourceUsage.NONE;
  }

  @Override
  public End waitFor() throws InterruptedException {
    while (isAlive()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return End.of(End.UNKNOWN);
  }

  @Override
  public void stop(Duration grace) {
    process.children().forEach(ProcessHandle::destroy);
    process.destroy();
    if (!ProcessEnd.within(process, grace)) {
      process.destroyForcibly();
      ProcessEnd.within(process, Duration.ofSeconds(10));
    }
  }
}
