package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.types.Maintenance;
import dev.oxydra.types.MaintenanceRequest;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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
  private final GuestPlanner planner;
  private final GuestLauncher launcher;
  private final DaemonLock lock;
  private final Upkeep upkeep;
  private final Adoption adoption;
  private final Map<UserId, DaemonGuest> guests = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<UserId, Object> turns = new ConcurrentHashMap<>();
  private final Object closing = new Object();
  private int changing;
  private volatile boolean closed;
  private volatile @Nullable ControlServer server;

  private Daemon(DaemonFiles files, GuestPlanner planner, GuestLauncher launcher, DaemonLock lock) {
    this.files = files;
    this.planner = planner;
    this.launcher = launcher;
    this.lock = lock;
    this.upkeep = new Upkeep(files, launcher, Upkeep.PATIENCE);
    this.adoption = new Adoption(files, planner, launcher, guests);
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
    return guests.keySet().stream().anyMatch(Predicate.not(Predicate.isEqual(user)));
  }

  /** Waits until the last guest was stopped or the daemon was closed. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  private void boundLogs() {
    try {
      while (!ended.await(LOG_CHECK.toSeconds(), TimeUnit.SECONDS)) {
        BoundedLog.bound(files.log());
        for (DaemonGuest guest : guests.values()) {
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
      while (!ended.await(WORKSPACE_CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
        for (DaemonGuest guest : guests.values()) {
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
    if (request.version() != ControlRequest.VERSION) {
      return reply(
          request,
          Outcome.FAILED,
          "The daemon speaks version %d of the control protocol, not %d. Stop it with the runner that started it."
              .formatted(ControlRequest.VERSION, request.version()));
    }
    try {
      return switch (request.action()) {
        case STATUS ->
            reply(
                request,
                Outcome.DONE,
                "",
                GuestReports.added(about(request), GuestReports.PATIENCE));
        case START, STOP, RESTART, RELOAD, MAINTAIN -> change(request);
      };
    } catch (RunnerException e) {
      Outcome outcome = e.kind() == Kind.CONFIGURATION ? Outcome.BAD_CONFIGURATION : Outcome.FAILED;
      return reply(request, outcome, String.valueOf(e.getMessage()));
    } catch (IsolationException e) {
      return reply(request, Outcome.FAILED, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return reply(request, Outcome.ENDING, "The daemon is ending.");
    } catch (RuntimeException e) {
      LOG.error("A request to {} failed", request.action(), e);
      return reply(
          request,
          Outcome.FAILED,
          "The daemon failed, and its log says where, %s: %s".formatted(files.log(), e));
    }
  }

  private ControlReply change(ControlRequest request) throws InterruptedException {
    if (!begin()) {
      return reply(request, Outcome.ENDING, "The daemon is ending.");
    }
    UserId user = request.user();
    try {
      if (user == null) {
        return forAll(request);
      }
      if (request.action() == Action.STOP) {
        interrupt(user);
      }
      synchronized (turns.computeIfAbsent(user, key -> new Object())) {
        return switch (request.action()) {
          case START, STATUS -> start(request, user);
          case STOP -> stop(request, user);
          case RESTART -> restart(request, user);
          case RELOAD -> reload(request, user);
          case MAINTAIN -> maintain(request, user);
        };
      }
    } finally {
      finish();
    }
  }

  private ControlReply forAll(ControlRequest request) throws InterruptedException {
    return switch (request.action()) {
      case STOP -> stopAll(request);
      case MAINTAIN -> reply(request, Outcome.FAILED, "Name the user whose guest it is.");
      case RELOAD -> forEach(request, guests.keySet());
      case START, RESTART, STATUS -> {
        Set<UserId> users = EveryUser.configured(files);
        users.addAll(guests.keySet());
        yield forEach(request, users);
      }
    };
  }

  private ControlReply forEach(ControlRequest request, Set<UserId> users)
      throws InterruptedException {
    List<ControlReply> replies = EveryUser.each(users, user -> handle(request.of(user)));
    return replies.isEmpty()
        ? reply(request, Outcome.UNCHANGED, "There is no guest, and no user in users/.")
        : reply(request, EveryUser.outcome(replies), EveryUser.message(replies));
  }

  private ControlReply reload(ControlRequest request, UserId user) {
    if (!(guests.get(user) instanceof SupervisedGuest guest) || guest.isOver()) {
      return reply(request, Outcome.UNCHANGED, "The guest of " + user + " doesn't run.");
    }
    return reply(
        request, Outcome.DONE, guest.reload(plan(request, user)).told("The guest of " + user));
  }

  private ControlReply start(ControlRequest request, UserId user) throws InterruptedException {
    adoption.bringKeys(request);
    DaemonGuest present = guests.get(user);
    if (present == null || present.isOver()) {
      return launch(request, plan(request, user));
    }
    if (present instanceof LeftGuest left) {
      guests.put(user, adoption.adopt(user, left.processes(), request.environment()));
      return reply(request, Outcome.DONE, "The guest of " + user + " is supervised again.");
    }
    return reply(request, Outcome.UNCHANGED, "The guest of " + user + " runs already.");
  }

  private GuestPlan plan(ControlRequest request, UserId user) {
    return planner.plan(user, request.insecure(), request.environment(), request.variables());
  }

  /** Starts what was planned, in place of what there is. */
  private ControlReply launch(ControlRequest request, GuestPlan plan) throws InterruptedException {
    UserId user = plan.user();
    remove(user);
    plan.workspace().create();
    plan.workspace().checkRoom();
    adoption.clean(plan.tier());
    SupervisedGuest guest = SupervisedGuest.start(plan, launcher, files);
    guests.put(user, guest);
    if (closed) {
      guest.close();
    }
    String failure = guest.awaitFirst();
    return failure.isEmpty()
        ? reply(request, Outcome.DONE, "The guest of " + user + " is ready.")
        : reply(request, Outcome.FAILED, "The guest of " + user + " did not start: " + failure);
  }

  /** Ends a start that goes on, whose turn it is: a stop does not wait until it is ready. */
  private void interrupt(UserId user) {
    DaemonGuest guest = guests.get(user);
    if (guest != null) {
      guest.close();
    }
  }

  private ControlReply restart(ControlRequest request, UserId user) throws InterruptedException {
    adoption.bringKeys(request);
    // Before the old one is stopped: a wrong configuration must not cost a guest that runs.
    return launch(request, plan(request, user));
  }

  private ControlReply stop(ControlRequest request, UserId user) {
    return remove(user)
        ? reply(request, Outcome.DONE, "The guest of " + user + " is stopped.")
        : reply(request, Outcome.UNCHANGED, "The guest of " + user + " doesn't run.");
  }

  private ControlReply maintain(ControlRequest request, UserId user) throws InterruptedException {
    MaintenanceRequest wanted = request.maintenance();
    if (wanted == null) {
      return reply(request, Outcome.FAILED, "Say what is to be done with the journal.");
    }
    DaemonGuest guest = guests.get(user);
    GuestPlan plan = plan(request, user);
    if (guest instanceof SupervisedGuest supervised) {
      plan = plan.with(supervised.variables());
    }
    if (wanted.operation() == Maintenance.Operation.RESTORE) {
      return restore(request, plan, wanted);
    }
    Maintenance.Report report =
        guest != null && !guest.isOver()
            ? upkeep.ask(plan, guest.status(), wanted)
            : upkeep.run(plan, wanted);
    return reply(request, Outcome.DONE, "").with(report);
  }

  /** The guest comes back, with one journal or the other. */
  private ControlReply restore(ControlRequest request, GuestPlan plan, MaintenanceRequest wanted)
      throws InterruptedException {
    boolean supervised = remove(plan.user());
    boolean ran = upkeep.stopLeft(plan) || supervised;
    Maintenance.Report report;
    try {
      report = upkeep.run(plan, wanted);
    } catch (RunnerException | IsolationException e) {
      if (ran) {
        ControlReply _ = back(request, plan);
      }
      throw e;
    }
    return (ran ? back(request, plan) : reply(request, Outcome.DONE, "")).with(report);
  }

  /** Whatever becomes of the guest, there is a report of its journal. */
  private ControlReply back(ControlRequest request, GuestPlan plan) throws InterruptedException {
    try {
      return launch(request, plan);
    } catch (RunnerException | IsolationException e) {
      return reply(request, Outcome.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private ControlReply stopAll(ControlRequest request) {
    return stopGuests()
        ? reply(request, Outcome.DONE, "All guests are stopped.")
        : reply(request, Outcome.UNCHANGED, "No guest runs.");
  }

  private boolean remove(UserId user) {
    DaemonGuest guest = guests.remove(user);
    if (guest != null) {
      guest.close();
    }
    return guest != null;
  }

  private synchronized boolean begin() {
    if (ended.getCount() == 0) {
      return false;
    }
    changing++;
    return true;
  }

  /** Whether the daemon ends with this request, which may be counted as over already. */
  private synchronized boolean ends(Action action) {
    return switch (action) {
      case STOP, MAINTAIN -> changing <= 1 && guests.isEmpty();
      case STATUS, START, RESTART, RELOAD -> false;
    };
  }

  private synchronized void finish() {
    changing--;
    if (changing == 0 && guests.isEmpty()) {
      ended.countDown();
    }
  }

  private List<GuestStatus> about(ControlRequest request) {
    UserId user = request.user();
    return guests.values().stream()
        .map(DaemonGuest::status)
        .filter(status -> user == null || user.equals(status.user()))
        .sorted(Comparator.comparing(status -> status.user().value()))
        .toList();
  }

  private ControlReply reply(ControlRequest request, Outcome outcome, String message) {
    return reply(request, outcome, message, about(request));
  }

  private ControlReply reply(
      ControlRequest request, Outcome outcome, String message, List<GuestStatus> about) {
    return new ControlReply(
        request.id(),
        ControlRequest.VERSION,
        outcome,
        message,
        ends(request.action()),
        ProcessHandle.current().pid(),
        about,
        null);
  }

  /**
   * Stops all guests at the same time.
   *
   * @return whether there were any
   */
  private boolean stopGuests() {
    List<Thread> stopping =
        List.copyOf(guests.keySet()).stream()
            .map(user -> Thread.ofVirtual().name("guest-closer").start(() -> remove(user)))
            .toList();
    stopping.forEach(Joined::uninterruptibly);
    return !stopping.isEmpty();
  }

  /** Stops all guests, and gives the folder back. */
  @Override
  public void close() {
    closed = true;
    ended.countDown();
    synchronized (closing) {
      if (!lock.isHeld()) {
        return;
      }
      upkeep.close();
      stopGuests();
      try (lock;
          ControlServer _ = server) {
        LOG.debug("The daemon of {} ends", files.config());
      } catch (IOException e) {
        LOG.warn("The daemon could not clean up {}", files.run(), e);
      }
    }
  }
}
