package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.runner.isolation.Trace;
import dev.oxydra.types.RecentFailures;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's guest, kept running: started or taken over from an earlier daemon, watched, started
 * again when it dies, given up when it dies too often or never gets ready, and stopped with all
 * that belongs to it. One virtual thread leads it through its life.
 */
final class SupervisedGuest implements DaemonGuest {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedGuest.class);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int LAST_LINES = 20;

  private volatile GuestPlan plan;
  private final GuestLauncher launcher;
  private final DaemonFiles files;
  private final RestartPolicy policy;
  private final ProcessSlot slot;
  private final CountDownLatch settled = new CountDownLatch(1);
  private final AtomicInteger restarts;
  private final GuestHealth health;
  private final WorkspaceSize size;
  private final Thread loop;
  private volatile State state = State.STARTING;
  private volatile String endpoint = "";
  private volatile String failure = "";
  private volatile @Nullable SupervisedShell shell;
  private volatile @Nullable GuestConnections connections;
  private volatile @Nullable GuestNote note;
  private Settings inForce;

  private SupervisedGuest(
      GuestPlan plan, GuestLauncher launcher, DaemonFiles files, @Nullable AdoptedGuest adopted) {
    this.plan = plan;
    this.launcher = launcher;
    this.files = files;
    this.policy = plan.limits().restart();
    this.inForce = plan.settings();
    this.slot = new ProcessSlot(plan.limits().stopTimeout());
    this.restarts = new AtomicInteger(adopted == null ? 0 : adopted.noted().restarts());
    this.health = new GuestHealth(plan.workspace().gatewaySocket(), plan.limits().answerTimeout());
    this.size = new WorkspaceSize(plan.workspace(), plan.limits().maxWorkspace());
    this.loop = Thread.ofVirtual().name("guest-" + plan.user()).start(() -> run(adopted));
  }

  /** Begins to start one. */
  static SupervisedGuest start(GuestPlan plan, GuestLauncher launcher, DaemonFiles files) {
    return new SupervisedGuest(plan, launcher, files, null);
  }

  /**
   * Takes over one that an earlier daemon started; what has died of it is started again.
   *
   * @throws RunnerException when it can't be taken over; it runs on as it is
   */
  static SupervisedGuest adopt(
      GuestPlan plan, GuestLauncher launcher, DaemonFiles files, GuestProcesses left) {
    return new SupervisedGuest(plan, launcher, files, AdoptedGuest.of(plan, files, left));
  }

  /**
   * Waits until it is ready for the first time, failed or was stopped.
   *
   * @return why it isn't ready; empty when it is
   */
  String awaitFirst() throws InterruptedException {
    settled.await();
    return failure.isEmpty() && slot.isClosed() ? "It was stopped." : failure;
  }

  @Override
  public UserId user() {
    return plan.user();
  }

  @Override
  public boolean isOver() {
    return slot.isClosed() || state == State.FAILED;
  }

  /** Whether it may do without isolation. */
  boolean isInsecure() {
    return plan.insecure();
  }

  /** The variables whose keys it waits for, which went with the daemon that had them. */
  Set<String> awaitedKeys() {
    return plan.awaitedKeys();
  }

  /**
   * Takes another plan: its providers and keys at once, all else when the guest is started again.
   * One of another tier or workspace is for another guest, and gives this one its keys only.
   */
  void refresh(GuestPlan next) {
    if (next.tier().name().equals(plan.tier().name())
        && next.workspace().equals(plan.workspace())) {
      plan = next.with(plan.variables());
    }
    GuestConnections open = connections;
    if (open != null) {
      open.refresh(next.terms());
    }
    GuestNote written = note;
    if (written != null) {
      written.plan(next);
    }
  }

  /** What {@code --env} handed to it. */
  PassedVariables variables() {
    return plan.variables();
  }

  /** Takes another plan, and tells what that changes. */
  synchronized Reload reload(GuestPlan next) {
    GuestConnections open = connections;
    refresh(next);
    Reload reload = Reload.of(inForce, next.settings(), key -> open != null && open.isLive(key));
    inForce = reload.inForce();
    return reload;
  }

  @Override
  public void boundLogs() throws IOException {
    for (LogStream stream : LogStream.values()) {
      BoundedLog.bound(plan.workspace().log(GuestLauncher.GUEST, stream));
      BoundedLog.bound(plan.workspace().log(GuestLauncher.SHELL, stream));
    }
  }

  /** Stops its commands while the user's files are too large. */
  void boundWorkspace() throws IOException {
    SupervisedShell current = shell;
    if (current == null || isOver()) {
      return;
    }
    size.look();
    if (size.isFull() && !current.isSuspended()) {
      LOG.warn("The files of {} are over the limit: {} bytes", plan.user(), size.bytes());
      current.suspend();
    } else if (!size.isFull() && current.isSuspended()) {
      LOG.info("The files of {} are within the limit again", plan.user());
      current.resume();
    }
  }

  @Override
  public List<Trace> traces() {
    SupervisedShell current = shell;
    return Stream.of(slot.running(), current == null ? null : current.running())
        .filter(Objects::nonNull)
        .map(Launched::trace)
        .toList();
  }

  @Override
  public GuestStatus status() {
    SupervisedShell sidecar = shell;
    return described()
        .with(GuestStatus.Usage.of(slot.running(), sidecar == null ? null : sidecar.running()));
  }

  @Override
  public GuestStatus described() {
    Launched guest = slot.running();
    Workspace workspace = plan.workspace();
    return new GuestStatus(
        plan.user(),
        state,
        plan.tier().name(),
        guest == null ? null : guest.pid(),
        guest == null ? null : guest.startedAt(),
        plan.roster().model().provider().value(),
        plan.roster().model().model().value(),
        endpoint,
        workspace.gatewaySocket().toString(),
        workspace.tokenFile().toString(),
        restarts.get(),
        degradedReasons(),
        state == State.FAILED ? lastLines() : List.of(),
        List.of());
  }

  private List<StartupStatus.Reason> degradedReasons() {
    return DegradedReasons.of(plan, state, failure, health, shell, size);
  }

  private void run(@Nullable AdoptedGuest adopted) {
    try (Premises premises = adopted == null ? Premises.open(plan, files, 0) : adopted.premises()) {
      endpoint = premises.connections().endpoint();
      connections = premises.connections();
      GuestNote written =
          new GuestNote(
              files.processes(plan.user()),
              plan,
              endpoint,
              adopted == null ? null : adopted.noted());
      note = written;
      try (SupervisedShell sidecar = startShell(written, adopted)) {
        shell = sidecar;
        Thread.ofVirtual().name("health-" + plan.user()).start(this::watch);
        supervise(written, adopted == null ? null : adopted.guest(), adopted != null);
      }
      written.remove();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("Its supervisor was interrupted.");
    } catch (RuntimeException e) {
      LOG.error("The guest of {} failed", plan.user(), e);
      fail(String.valueOf(e.getMessage()));
    } finally {
      slot.close();
      if (state != State.FAILED) {
        state = State.STOPPED;
      }
      settled.countDown();
    }
  }

  private @Nullable SupervisedShell startShell(GuestNote written, @Nullable AdoptedGuest adopted) {
    return plan.tier().allowsShell()
        ? new SupervisedShell(
            () -> launcher.launchShell(plan),
            written::shell,
            policy,
            adopted == null ? null : adopted.shell())
        : null;
  }

  private void watch() {
    try {
      while (!slot.closedWithin(health.period())) {
        if (state == State.RUNNING) {
          health.ask();
        } else {
          health.answered();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @param first the process that runs already; null for none
   * @param adopted whether an earlier daemon has begun it
   */
  private void supervise(GuestNote written, @Nullable Launched first, boolean adopted)
      throws InterruptedException {
    RecentFailures deaths = RecentFailures.none(policy);
    if (adopted && first == null) {
      restarts.incrementAndGet(); // It died while nobody looked.
    }
    Launched running = first;
    while (runOnce(written, running) && !slot.isClosed()) {
      running = null;
      deaths = deaths.and(System.nanoTime());
      if (deaths.tooMany()) {
        fail(
            "It died %d times within %d s.%s"
                .formatted(
                    deaths.count(), policy.window().toSeconds(), lastDeath(policy.window())));
        return;
      }
      state = State.RESTARTING;
      if (slot.closedWithin(deaths.pause())) {
        return;
      }
      restarts.incrementAndGet();
    }
  }

  /**
   * Starts a process, or takes one that runs, and waits for its end.
   *
   * @return whether it may be started again
   */
  private boolean runOnce(GuestNote written, @Nullable Launched adopted)
      throws InterruptedException {
    Workspace workspace = plan.workspace();
    boolean upgraded = adopted == null && WorkspaceSchema.CURRENT.prepare(workspace);
    Launched guest = adopted == null ? launcher.launchGuest(plan, endpoint) : adopted;
    slot.put(guest);
    if (adopted == null) {
      written.guest(guest, restarts.get());
    }
    // One that was adopted serves its clients, however long it takes to answer us.
    boolean ready = awaitReady(guest) || (adopted != null && guest.isAlive() && !slot.isClosed());
    if (ready) {
      WorkspaceSchema.CURRENT.confirm(workspace);
      served(guest);
    } else if (!slot.isClosed() && !notReady(guest, adopted != null)) {
      revert(upgraded);
      return false;
    }
    End end = guest.waitFor();
    revert(upgraded && !ready);
    if (!slot.isClosed()) {
      health.died(end);
      LOG.warn("The guest of {}, process {}, ended with {}", plan.user(), guest.pid(), end);
    }
    return true;
  }

  private void revert(boolean upgraded) {
    if (upgraded) {
      WorkspaceSchema.CURRENT.revert(plan.workspace());
    }
  }

  private void served(Launched guest) {
    health.answered();
    state = State.RUNNING;
    settled.countDown();
    LOG.info("The guest of {} is ready, process {}", plan.user(), guest.pid());
  }

  /**
   * Ends it.
   *
   * @return whether it may be started again
   */
  private boolean notReady(Launched guest, boolean adopted) throws InterruptedException {
    boolean died = !guest.isAlive();
    guest.stop(Duration.ZERO);
    if (restarts.get() > 0 || adopted) {
      return true;
    }
    String reason = died ? guest.waitFor().reason() : "";
    fail(
        died
            ? "It ended before it was ready." + (reason.isEmpty() ? "" : " " + reason)
            : "It was not ready within %d s.".formatted(plan.limits().startTimeout().toSeconds()));
    return false;
  }

  /** A guest writes its endpoint when it listens; that file was removed before it started. */
  private boolean awaitReady(Launched guest) throws InterruptedException {
    Workspace workspace = plan.workspace();
    long begun = System.nanoTime();
    long patience = plan.limits().startTimeout().toNanos();
    while (guest.isAlive() && System.nanoTime() - begun < patience) {
      if (Files.isRegularFile(workspace.endpointFile(), LinkOption.NOFOLLOW_LINKS)
          && GatewayProbe.isHealthy(workspace.gatewaySocket())) {
        return true;
      }
      if (slot.closedWithin(POLL)) {
        return false;
      }
    }
    return false;
  }

  private String lastDeath(Duration window) {
    String last = health.lastDeath(window);
    return last.isEmpty() ? "" : " The last time with " + last;
  }

  private void fail(String why) {
    failure = why;
    state = State.FAILED;
    LOG.error("The guest of {} failed: {}", plan.user(), why);
  }

  private List<String> lastLines() {
    List<String> lines = new ArrayList<>();
    for (LogStream stream : LogStream.values()) {
      lines.addAll(LogTail.of(plan.workspace().log(GuestLauncher.GUEST, stream), LAST_LINES));
    }
    return lines.stream().map(Printable::line).toList();
  }

  /** Stops it and its shell daemon, and closes its connections. */
  @Override
  public void close() {
    state = State.STOPPING;
    slot.close();
    Joined.uninterruptibly(loop);
  }
}
