package dev.oxydra.runner.isolation;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program in a machine.
 *
 * @param process the sandbox with QEMU
 * @param folder what was written for it
 */
record MicroVm(Launched process, MicroVmFolder folder) implements Launched {
  private static final Logger LOG = LoggerFactory.getLogger(MicroVm.class);

  /** The same program as the tier {@code process} knows it. */
  static Trace ofHost(Trace trace) {
    return new Trace(BubblewrapTier.NAME, trace.pid(), trace.start(), trace.name());
  }

  @Override
  public long pid() {
    return process.pid();
  }

  @Override
  public Instant startedAt() {
    return process.startedAt();
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  /** With QEMU, and with what the machine holds for its files. */
  @Override
  public ResourceUsage usage() {
    return process.usage();
  }

  @Override
  public Trace trace() {
    Trace trace = process.trace();
    return new Trace(MicroVmTier.NAME, trace.pid(), trace.start(), trace.name());
  }

  @Override
  public End waitFor() throws InterruptedException {
    End end = process.waitFor();
    boolean outOfMemory = folder.saysOutOfMemory();
    removeFolder();
    return outOfMemory && end.reason().isEmpty()
        ? new End(end.code(), "It used more memory than its machine has.")
        : end;
  }

  @Override
  public void stop(Duration grace) {
    process.stop(grace);
    removeFolder();
  }

  /**
   * What can't be removed costs no stop; the next start tries again, and says what is in its way.
   */
  private void removeFolder() {
    try {
      folder.remove();
    } catch (UncheckedIOException e) {
      LOG.warn("The folder of a machine is left", e);
    }
  }
}
