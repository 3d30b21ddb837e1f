package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds to the status of guests what they say of their providers. */
final class ProviderReports {
  private static final Logger LOG = LoggerFactory.getLogger(ProviderReports.class);

  /** How long the daemon waits for all of them together. */
  static final Duration PATIENCE = Duration.ofMillis(300);

  private ProviderReports() {}

  /** Asks all that run at the same time, and goes on without those that don't answer in time. */
  static List<GuestStatus> added(List<GuestStatus> guests, Duration patience)
      throws InterruptedException {
    long begun = System.nanoTime();
    List<FutureTask<byte[]>> asked = guests.stream().map(ProviderReports::ask).toList();
    try {
      List<GuestStatus> all = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        long left = patience.toNanos() - (System.nanoTime() - begun);
        all.add(guests.get(i).with(ProviderProbe.read(await(asked.get(i), left))));
      }
      return all;
    } finally {
      asked.forEach(task -> task.cancel(true)); // Closes its connection.
    }
  }

  private static FutureTask<byte[]> ask(GuestStatus guest) {
    FutureTask<byte[]> task =
        new FutureTask<>(() ->
            guest.state() == State.RUNNING
                ? ProviderProbe.ask(Path.of(guest.socket()), Path.of(guest.tokenFile()))
                : new byte[0]);
    Thread.ofVirtual().name("provider-probe").start(task);
    return task;
  }

  private static byte[] await(FutureTask<byte[]> task, long nanos) throws InterruptedException {
    try {
      return task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new byte[0];
    } catch (ExecutionException e) {
      LOG.warn("A guest could not be asked for its providers", e.getCause());
      return new byte[0];
    }
  }
}
