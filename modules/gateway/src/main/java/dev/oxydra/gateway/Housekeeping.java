package dev.oxydra.gateway;

import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done in a hub from time to time, on a thread of its own: what nobody uses leaves memory,
 * what is past its time is ended or deleted.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  /** How often sessions are looked at whether they are past their retention. */
  private static final Duration RETENTION_PERIOD = Duration.ofDays(1);

  private final AgentConfig.Retention retention;
  private final InstantSource clock;
  private final Duration period;
  private final Supplier<List<SessionInfo>> sessions;
  private final Predicate<SessionId> inUse;
  private final Consumer<SessionId> delete;
  private final Runnable everyTime;
  private final Thread thread = Thread.ofVirtual().name("housekeeping").unstarted(this::run);
  private Instant nextRetention = Instant.MIN;

  /**
   * @param period how long it rests in between
   * @param sessions all there are
   * @param inUse whether something runs in a session, or somebody has joined it
   * @param delete deletes a session
   * @param everyTime is done each time
   */
  Housekeeping(
      AgentConfig.Retention retention,
      InstantSource clock,
      Duration period,
      Supplier<List<SessionInfo>> sessions,
      Predicate<SessionId> inUse,
      Consumer<SessionId> delete,
      Runnable everyTime) {
    this.retention = retention;
    this.clock = clock;
    this.period = period;
    this.sessions = sessions;
    this.inUse = inUse;
    this.delete = delete;
    this.everyTime = everyTime;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(period);
        once();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void once() {
    try {
      everyTime.run();
      if (!clock.instant().isBefore(nextRetention)) {
        nextRetention = clock.instant().plus(RETENTION_PERIOD);
        deleteOld();
      }
    } catch (RuntimeException e) {
      LOG.warn("Housekeeping failed; it is tried again in {}", period, e);
    }
  }

  private void deleteOld() {
    if (retention.equals(AgentConfig.Retention.FOREVER)) {
      return;
    }
    List<SessionInfo> all = sessions.get();
    Set<SessionId> kept = kept(all);
    all.stream()
        .filter(session -> isPast(session) && !kept.contains(session.sessionId()))
        .forEach(session -> delete(session.sessionId()));
  }

  /** The sessions that are in use, and those that they would be deleted with. */
  private Set<SessionId> kept(List<SessionInfo> all) {
    Map<SessionId, SessionInfo> byId =
        all.stream().collect(Collectors.toMap(SessionInfo::sessionId, Function.identity()));
    Set<SessionId> kept = new HashSet<>();
    for (SessionInfo session : all) {
      if (inUse.test(session.sessionId())) {
        SessionInfo each = session;
        while (each != null && kept.add(each.sessionId())) {
          SessionId parent = each.parentSessionId();
          each = parent == null ? null : byId.get(parent);
        }
      }
    }
    return kept;
  }

  private boolean isPast(SessionInfo session) {
    return isPast(session, retention.sessionDays())
        || (session.archived() && isPast(session, retention.archivedDays()));
  }

  private boolean isPast(SessionInfo session, int days) {
    return days > 0 && session.lastActiveAt().plus(Duration.ofDays(days)).isBefore(clock.instant());
  }

  private void delete(SessionId session) {
    try {
      delete.accept(session);
      LOG.info("Session {} was deleted: it is past its retention", session);
    } catch (RuntimeException e) {
      LOG.warn("Can't delete session {}, which is past its retention", session, e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.getState() != Thread.State.NEW && thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
