package dev.oxydra.runtime;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.ChildSpec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.JournalException;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.NotificationEvent;
import dev.oxydra.types.RecentFailures;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.TurnDesk;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what fails. A child that has failed too often is left alone for as long as failures count,
 * and then tried again; its user is told once, until it has worked in between.
 */
public final class Supervision implements Supervisor {
  private static final Logger log = LoggerFactory.getLogger(Supervision.class);

  /** How many children that fail are remembered. */
  private static final int MOST = 1000;

  private final Journal journal;
  private final Supplier<TurnDesk> desk;
  private final SessionId fallback;
  private final LongSupplier nanoTime;
  private final Map<String, Failing> failing = new HashMap<>();

  /**
   * A child that has failed and has not worked since.
   *
   * @param notBefore when it may be tried, in terms of {@link System#nanoTime}
   * @param escalated whether its user was told
   */
  private record Failing(RecentFailures failures, long notBefore, boolean escalated) {}

  /**
   * @param desk opens the session that is told, if it isn't there
   * @param fallback the session that is told where a child has none of its own
   */
  public Supervision(Journal journal, Supplier<TurnDesk> desk, SessionId fallback) {
    this(journal, desk, fallback, System::nanoTime);
  }

  Supervision(Journal journal, Supplier<TurnDesk> desk, SessionId fallback, LongSupplier nanoTime) {
    this.journal = journal;
    this.desk = desk;
    this.fallback = fallback;
    this.nanoTime = nanoTime;
  }

  @Override
  public Duration failed(ChildSpec child, String why) {
    log.warn("{} failed: {}", child.name(), why);
    Failing before;
    Failing now;
    synchronized (this) {
      before = failing.get(child.id());
      now = after(child, before);
      if (failing.size() == MOST && before == null) {
        failing.clear();
      }
      failing.put(child.id(), now);
    }
    if (now.escalated() && (before == null || !before.escalated())) {
      escalate(child, now.failures().count(), why);
    }
    return left(now);
  }

  private Failing after(ChildSpec child, @Nullable Failing before) {
    long time = nanoTime.getAsLong();
    RecentFailures failures =
        (before == null ? RecentFailures.none(child.restarts()) : before.failures()).and(time);
    boolean escalated = failures.tooMany() || (before != null && before.escalated());
    return new Failing(failures, time + failures.rest().toNanos(), escalated);
  }

  private Duration left(Failing child) {
    return Duration.ofNanos(Math.max(0, child.notBefore() - nanoTime.getAsLong()));
  }

  /** How many are remembered. */
  synchronized int size() {
    return failing.size();
  }

  @Override
  public synchronized void worked(ChildSpec child) {
    failing.remove(child.id());
  }

  @Override
  public synchronized Duration pause(ChildSpec child) {
    Failing its = failing.get(child.id());
    return its == null ? Duration.ZERO : left(its);
  }

  @Override
  public void keep(ChildSpec child, Task task) throws InterruptedException {
    while (true) {
      long begun = nanoTime.getAsLong();
      try {
        task.run();
        return;
      } catch (RuntimeException e) {
        log.error("{} broke off", child.name(), e);
        if (nanoTime.getAsLong() - begun >= child.restarts().window().toNanos()) {
          worked(child);
        }
        Thread.sleep(failed(child, String.valueOf(e.getMessage())));
      }
    }
  }

  /** The session is told first; a channel brings it to where the user is. */
  private void escalate(ChildSpec child, int times, String why) {
    String pause = minutes(child.restarts().window());
    String message =
        "%s failed %d times within %s and is left alone for as long. The last time: %s"
            .formatted(child.name(), times, pause, why);
    try {
      SessionId session = session(child.session());
      journal.append(
          List.of(
              event(session, new ActorEvent.Escalated(null, child.id(), message)),
              event(session, new NotificationEvent.Sent("session", message, null, null))));
    } catch (JournalException | TurnDesk.RefusedException e) {
      log.error("Nobody could be told: {}", message, e);
    }
  }

  private SessionId session(@Nullable SessionId own) {
    if (own != null && journal.projections().session(own).isPresent()) {
      return own;
    }
    desk.get()
        .open(
            fallback,
            new EventPayload.SessionCreated(AgentConfig.DEFAULT_AGENT, null, "system", null));
    return fallback;
  }

  private static NewEvent event(SessionId session, EventPayload payload) {
    return new NewEvent(session, null, "system", payload);
  }

  private static String minutes(Duration time) {
    return time.toMinutes() == 1 ? "a minute" : time.toMinutes() + " minutes";
  }
}
