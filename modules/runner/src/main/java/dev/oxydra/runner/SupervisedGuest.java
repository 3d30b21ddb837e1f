package dev.oxydra.runner;

import dev.oxydra.runner.GuestStatus.State;
import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.types.StartupStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A user's guest, kept running: started, watched, started again when it dies, given up when it dies
 * too often or never gets ready, and stopped with all that belongs to it. One virtual thread leads
 * it through its life.
 */
final class SupervisedGuest implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedGuest.class);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int LAST_LINES = 20;

  private final GuestPlan plan;
  private final GuestLauncher launcher;
  private final RestartPolicy policy;
  private final Path processes;
  private final ProcessSlot slot;
  private final CountDownLatch settled = new CountDownLatch(1);
  private final Thread loop;
  private volatile State state = State.STARTING;
  private volatile String endpoint = "";
  private volatile String failure = "";
  private final AtomicInteger restarts = new AtomicInteger();
  private volatile @Nullable SupervisedShell shell;
  private volatile @Nullable GuestConnections connections;
  private Settings inForce;

  /**
   * Begins to start it.
   *
   * @param processes where its processes are noted for the next daemon
   */
  SupervisedGuest(GuestPlan plan, GuestLauncher launcher, Path processes) {
    this.plan = plan;
    this.launcher = launcher;
    this.policy = plan.limits().restart();
    this.processes = processes;
    this.inForce = plan.settings();
    this.slot = new ProcessSlot(plan.limits().stopTimeout());
    this.loop = Thread.ofVirtual().name("guest-" + plan.user()).start(this::run);
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

  /** Whether it was stopped or given up; only another one can take its place. */
  boolean isOver() {
    return slot.isClosed() || state == State.FAILED;
  }

  /** Makes place in its logs. */
  void boundLogs() throws IOException {
    for (LogStream stream : LogStream.values()) {
      BoundedLog.bound(plan.workspace().log(GuestLauncher.GUEST, stream));
      BoundedLog.bound(plan.workspace().log(GuestLauncher.SHELL, stream));
    }
  }

  /** Takes of another plan what can be taken while it runs. */
  synchronized Reload reload(GuestPlan next) {
    GuestConnections open = connections;
    Reload reload =
        Reload.of(inForce, next.settings(), open == null ? key -> false : open.refresh(next));
    inForce = reload.inForce();
    return reload;
  }

  GuestStatus status() {
    SupervisedShell sidecar = shell;
    return described()
        .with(
            GuestStatus.Usage.of(slot.running(), sidecar == null ? null : sidecar.running()));
  }

  private GuestStatus described() {
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
    List<StartupStatus.Reason> reasons = new ArrayList<>(plan.degradedReasons());
    SupervisedShell current = shell;
    if (state == State.RUNNING && current != null && current.running() == null) {
      reasons.add(
          new StartupStatus.Reason(
              "shell_down",
              "The shell daemon doesn't run: commands fail. See "
                  + plan.workspace().log(GuestLauncher.SHELL)));
    }
    if (state == State.FAILED) {
      reasons.add(new StartupStatus.Reason("failed", failure));
    }
    return reasons;
  }

  private void run() {
    try {
      GuestProcesses left = GuestProcesses.read(processes);
      if (left.isRunning()) {
        LOG.info("Stopping a guest of {} that an earlier daemon left", plan.user());
      }
      left.stop(plan.limits().stopTimeout());
      try (GuestConnections opened = plan.connections().open();
          SupervisedShell sidecar = startShell()) {
        connections = opened;
        endpoint = opened.endpoint();
        shell = sidecar;
        supervise();
      }
      Files.deleteIfExists(processes);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("Its supervisor was interrupted.");
    } catch (IOException | RuntimeException e) {
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

  private @Nullable SupervisedShell startShell() {
    return plan.tier().allowsShell()
        ? new SupervisedShell(
            () -> launcher.launchShell(plan), started -> note(slot.running(), started), policy)
        : null;
  }

  private void supervise() throws InterruptedException {
    Deaths deaths = new Deaths(policy, System::nanoTime);
    while (runOnce() && !slot.isClosed()) {
      deaths.add();
      if (deaths.tooMany()) {
        fail(
            "It died %d times within %d s.".formatted(deaths.count(), policy.window().toSeconds()));
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
   * Starts a process and waits for its end.
   *
   * @return whether it may be started again
   */
  private boolean runOnce() throws InterruptedException {
    Launched guest = launcher.launchGuest(plan, endpoint);
    slot.put(guest);
    SupervisedShell current = shell;
    note(guest, current == null ? null : current.running());
    boolean ready = awaitReady(guest);
    if (ready) {
      state = State.RUNNING;
      settled.countDown();
      LOG.info("The guest of {} is ready, process {}", plan.user(), guest.pid());
    } else if (!slot.isClosed()) {
      boolean died = !guest.isAlive();
      guest.stop(Duration.ZERO);
      if (restarts.get() == 0) {
        fail(
            died
                ? "It ended before it was ready."
                : "It was not ready within %d s."
                    .formatted(plan.limits().startTimeout().toSeconds()));
        return false;
      }
    }
    End end = guest.waitFor();
    if (!slot.isClosed()) {
      LOG.warn("The guest of {}, process {}, ended with {}", plan.user(), guest.pid(), end);
    }
    return true;
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

  private synchronized void note(@Nullable Launched guest, @Nullable Launched sidecar) {
    try {
      GuestProcesses.of(guest, sidecar).write(processes);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't write " + processes, e);
    }
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
