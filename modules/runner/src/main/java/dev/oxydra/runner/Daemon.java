package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one daemon of a configuration folder: it answers control requests and supervises the guests
 * of all users. It ends when its last guest is stopped. Closing it stops every guest; a daemon that
 * is killed leaves them running.
 */
final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

  private static final Duration LOG_CHECK = Duration.ofSeconds(10);
  private static final Duration WORKSPACE_CHECK = Duration.ofSeconds(2);

  private final DaemonFiles files;
  private final DaemonLock lock;
  private final DaemonGuests guests = new DaemonGuests();
  private final Upkeep upkeep;
  private final Adoption adoption;
  private final ControlDesk desk;
  private final Object closing = new Object();
  private volatile @Nullable ControlServer server;

  private Daemon(DaemonFiles files, GuestPlanner planner, GuestLauncher launcher, DaemonLock lock) {
    this.files = files;
    this.lock = lock;
    this.upkeep = new Upkeep(files, launcher, Upkeep.PATIENCE);
    this.adoption = new Adoption(files, planner, launcher, guests);
    this.desk = new ControlDesk(files, planner, launcher, guests, adoption, upkeep);
  }

  /**
   * Takes the folder, takes over the guests that an earlier daemon left, and listens.
   *
   * @throws RunnerException when another daemon has it, or files can't be written
   */
  static Daemon start(DaemonFiles files, GuestPlanner planner, GuestLauncher launcher) {
    files.check();
    try {
      Daemon daemon = new Daemon(files, planner, launcher, DaemonLock.take(files));
      try {
        daemon.adoption.adoptLeft();
        daemon.server = ControlServer.listen(files.socket(), daemon::handle);
        Thread.ofVirtual().name("log-keeper").start(daemon::boundLogs);
        Thread.ofPlatform().name("workspace-watch").daemon().start(daemon::boundWorkspaces);
        return daemon;
      } catch (IOException e) {
        daemon.close();
        throw e;
      }
    } catch (IOException e) {
      throw new RunnerException(
          Kind.FILES, "The daemon can't use " + files.run() + ": " + e.getMessage(), e);
    }
  }

  /** Whether it answers for guests of others. */
  boolean hasOthersThan(@Nullable UserId user) {
    return guests.users().stream().anyMatch(Predicate.not(Predicate.isEqual(user)));
  }

  /** Waits until the last guest was stopped or the daemon was closed. */
  void awaitEnd() throws InterruptedException {
    guests.awaitEnd();
  }

  private void boundLogs() {
    try {
      while (!guests.endsWithin(LOG_CHECK.toSeconds(), TimeUnit.SECONDS)) {
        BoundedLog.bound(files.log());
        for (DaemonGuest guest : guests.all()) {
          guest.boundLogs();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.warn("A log could not be made shorter; it is not looked after any more", e);
    }
  }

  private void boundWorkspaces() {
    try {
      while (!guests.endsWithin(WORKSPACE_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
        for (DaemonGuest guest : guests.all()) {
          if (guest instanceof SupervisedGuest supervised) {
            boundWorkspace(supervised);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void boundWorkspace(SupervisedGuest guest) {
    try {
      guest.boundWorkspace();
    } catch (IOException e) {
      LOG.debug("A workspace could not be measured", e);
    }
  }

  /** Answers one request. */
  ControlReply handle(ControlRequest request) {
    return desk.handle(request);
  }

  /** Stops all guests, and gives the folder back. */
  @Override
  public void close() {
    guests.end();
    synchronized (closing) {
      if (!lock.isHeld()) {
        return;
      }
      upkeep.close();
      boolean _ = guests.removeAll();
      try (lock;
          ControlServer _ = server) {
        LOG.debug("The daemon of {} ends", files.config());
      } catch (IOException e) {
        LOG.warn("The daemon could not clean up {}", files.run(), e);
      }
    }
  }
}
