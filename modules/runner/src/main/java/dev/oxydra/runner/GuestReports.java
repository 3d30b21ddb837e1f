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
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds to the status of guests what they say of themselves. */
final class GuestReports {
  private static final Logger LOG = LoggerFactory.getLogger(GuestReports.class);

  /** How long the daemon waits for all of them together. */
  static final Duration PATIENCE = Duration.ofMillis(300);

  private GuestReports() {}

  /** Asks all that run at the same time, and goes on without those that don't answer in time. */
  static List<GuestStatus> added(List<GuestStatus> guests, Duration patience)
      throws InterruptedException {
    long begun = System.nanoTime();
    List<Asked> asked = guests.stream().map(GuestReports::ask).toList();
    try {
      List<GuestStatus> all = new ArrayList<>();
      for (int i = 0; i < asked.size(); i++) {
        long left = patience.toNanos() - (System.nanoTime() - begun);
        all.add(guests.get(i).with(asked.get(i).await(left)));
      }
      return all;
    } finally {
      asked.forEach(one -> one.asking().cancel(true)); // Closes its connection.
    }
  }

  private static Asked ask(GuestStatus guest) {
    boolean runs = guest.state() == State.RUNNING;
    AtomicReference<GuestReport> known =
        new AtomicReference<>(runs ? GuestReport.SILENT : GuestReport.NOT_ASKED);
    FutureTask<Boolean> asking =
        new FutureTask<>(() -> {
          if (runs) {
            GuestReport.ask(Path.of(guest.socket()), Path.of(guest.tokenFile()), known::set);
          }
          return runs;
        });
    Thread.ofVirtual().name("guest-report").start(asking);
    return new Asked(asking, known);
  }

  /** A guest that was asked, and what it has said so far. */
  private record Asked(FutureTask<Boolean> asking, AtomicReference<GuestReport> known) {
    GuestReport await(long nanos) throws InterruptedException {
      try {
        boolean _ = asking.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        LOG.debug("A guest is slow to say how it is");
      } catch (ExecutionException e) {
        LOG.warn("A guest could not be asked how it is", e.getCause());
      }
      return known.get();
    }
  }
}
