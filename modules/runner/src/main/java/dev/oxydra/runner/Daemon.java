package dev.oxydra.runner;

import dev.oxydra.runner.ControlReply.Outcome;
import dev.oxydra.runner.ControlRequest.Action;
import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
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

  private final DaemonFiles files;
  private final GuestPlanner planner;
  private final GuestLauncher launcher;
  private final FileChannel lockFile;
  private final Map<UserId, SupervisedGuest> guests = new ConcurrentHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<UserId, Object> turns = new ConcurrentHashMap<>();
  private final Object closing = new Object();
  private int changing;
  private volatile boolean closed;
  private volatile @Nullable ControlServer server;

  private Daemon(
      DaemonFiles files, GuestPlanner planner, GuestLauncher launcher, FileChannel lockFile) {
    this.files = files;
    this.planner = planner;
    this.launcher = launcher;
    this.lockFile = lockFile;
  }

  /**
   * Takes the folder and listens.
   *
   * @throws RunnerException when another daemon has it, or files can't be written
   */
  static Daemon start(DaemonFiles files, GuestPlanner planner, GuestLauncher launcher) {
    if (!Workspace.isShort(files.socket())) {
      throw new RunnerException(
          Kind.FILES,
          "The path of the control socket, %s, is over %d bytes. Use a folder with a shorter path."
              .formatted(files.socket(), Workspace.MAX_SOCKET_PATH));
    }
    try {
      Files.createDirectories(files.run());
      Files.setPosixFilePermissions(files.run(), PosixFilePermissions.fromString("rwx------"));
      FileChannel lockFile = lock(files);
      Daemon daemon = new Daemon(files, planner, launcher, lockFile);
      try {
        Files.writeString(files.pid(), ProcessHandle.current().pid() + "\n");
        daemon.server = ControlServer.listen(files.socket(), daemon::handle);
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

  private static FileChannel lock(DaemonFiles files) throws IOException {
    FileChannel file =
        FileChannel.open(files.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(file)) {
      file.close();
      throw new RunnerException(
          Kind.DAEMON_RUNS, "A daemon runs already for " + files.config() + ".");
    }
    return file;
  }

  private static boolean isLocked(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // Another daemon in this very process.
    }
  }

  /** Waits until the last guest was stopped or the daemon was closed. */
  void awaitEnd() throws InterruptedException {
    ended.await();
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
        case STATUS -> reply(request, Outcome.DONE, "");
        case START, STOP, RESTART -> change(request);
      };
    } catch (RunnerException e) {
      Outcome outcome = e.kind() == Kind.CONFIGURATION ? Outcome.BAD_CONFIGURATION : Outcome.FAILED;
      return reply(request, outcome, String.valueOf(e.getMessage()));
    } catch (IsolationException e) {
      return reply(request, Outcome.FAILED, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return reply(request, Outcome.ENDING, "The daemon is ending.");
    }
  }

  private ControlReply change(ControlRequest request) throws InterruptedException {
    if (!begin()) {
      return reply(request, Outcome.ENDING, "The daemon is ending.");
    }
    UserId user = request.user();
    try {
      if (user == null) {
        return request.action() == Action.STOP
            ? stopAll(request)
            : reply(request, Outcome.FAILED, "Name the user whose guest it is.");
      }
      synchronized (turns.computeIfAbsent(user, key -> new Object())) {
        return switch (request.action()) {
          case START, STATUS -> start(request, user);
          case STOP -> stop(request, user);
          case RESTART -> restart(request, user);
        };
      }
    } finally {
      finish();
    }
  }

  private ControlReply start(ControlRequest request, UserId user) throws InterruptedException {
    SupervisedGuest present = guests.get(user);
    if (present != null && present.status().state() != State.FAILED) {
      return reply(request, Outcome.UNCHANGED, "The guest of " + user + " runs already.");
    }
    GuestPlan plan = planner.plan(user, request.insecure(), request.environment());
    remove(user);
    plan.workspace().create();
    SupervisedGuest guest = new SupervisedGuest(plan, launcher, files.processes(user));
    guests.put(user, guest);
    if (closed) {
      guest.close();
    }
    String failure = guest.awaitFirst();
    return failure.isEmpty()
        ? reply(request, Outcome.DONE, "The guest of " + user + " is ready.")
        : reply(request, Outcome.FAILED, "The guest of " + user + " did not start: " + failure);
  }

  private ControlReply restart(ControlRequest request, UserId user) throws InterruptedException {
    // Before the old one is stopped: a wrong configuration must not cost a guest that runs.
    planner.plan(user, request.insecure(), request.environment());
    remove(user);
    return start(request, user);
  }

  private ControlReply stop(ControlRequest request, UserId user) {
    return remove(user)
        ? reply(request, Outcome.DONE, "The guest of " + user + " is stopped.")
        : reply(request, Outcome.UNCHANGED, "The guest of " + user + " doesn't run.");
  }

  private ControlReply stopAll(ControlRequest request) {
    boolean any = !guests.isEmpty();
    closeGuests();
    guests.clear();
    return any
        ? reply(request, Outcome.DONE, "All guests are stopped.")
        : reply(request, Outcome.UNCHANGED, "No guest runs.");
  }

  private boolean remove(UserId user) {
    SupervisedGuest guest = guests.remove(user);
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

  private synchronized void finish() {
    changing--;
    if (changing == 0 && guests.isEmpty()) {
      ended.countDown();
    }
  }

  private ControlReply reply(ControlRequest request, Outcome outcome, String message) {
    UserId user = request.user();
    List<GuestStatus> about =
        guests.values().stream()
            .map(SupervisedGuest::status)
            .filter(status -> user == null || user.equals(status.user()))
            .sorted(Comparator.comparing(status -> status.user().value()))
            .toList();
    return new ControlReply(
        request.id(),
        ControlRequest.VERSION,
        outcome,
        message,
        request.action() == Action.STOP && guests.isEmpty(),
        ProcessHandle.current().pid(),
        about);
  }

  /** Stops all guests at the same time. */
  private void closeGuests() {
    List<Thread> closing =
        guests.values().stream()
            .map(guest -> Thread.ofVirtual().name("guest-closer").start(guest::close))
            .toList();
    closing.forEach(Joined::uninterruptibly);
  }

  /** Stops all guests, and gives the folder back. */
  @Override
  public void close() {
    closed = true;
    ended.countDown();
    synchronized (closing) {
      if (!lockFile.isOpen()) {
        return;
      }
      closeGuests();
      // The lock goes last: whoever gets it finds nothing of this daemon.
      try {
        removeTraces();
      } catch (IOException e) {
        LOG.warn("The daemon could not clean up {}", files.run(), e);
      }
    }
  }

  private void removeTraces() throws IOException {
    try {
      ControlServer listening = server;
      if (listening != null) {
        listening.close();
      }
      Files.deleteIfExists(files.pid());
    } finally {
      lockFile.close();
    }
  }
}
