package dev.oxydra.runner;

import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.Launched;
import dev.oxydra.types.RecentFailures;
import dev.oxydra.types.RestartPolicy;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a guest's shell daemon running. A guest goes on without one, so this never gives up. */
final class SupervisedShell implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisedShell.class);

  /** It keeps nothing, so there is nothing to wait for. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

  private final Supplier<Launched> launch;
  private final Consumer<Launched> started;
  private final RestartPolicy policy;
  private final ProcessSlot slot = new ProcessSlot(GRACE);
  private final Thread loop;
  private volatile boolean suspended;
  private volatile String lastDeath = "";

  /**
   * @param launch starts a shell daemon
   * @param started is told of each one
   * @param adopted one that runs already; null for none
   */
  SupervisedShell(
      Supplier<Launched> launch,
      Consumer<Launched> started,
      RestartPolicy policy,
      @Nullable Launched adopted) {
    this.launch = launch;
    this.started = started;
    this.policy = policy;
    this.loop = Thread.ofVirtual().name("shell-supervisor").start(() -> run(adopted));
  }

  @Nullable Launched running() {
    return slot.running();
  }

  /** How the last one ended, when there is more to say than its exit code; else empty. */
  String lastDeath() {
    return lastDeath;
  }

  /** Ends it and all commands, until it may go on. */
  void suspend() {
    suspended = true;
    slot.empty();
  }

  void resume() {
    suspended = false;
  }

  boolean isSuspended() {
    return suspended;
  }

  private void run(@Nullable Launched adopted) {
    RecentFailures deaths = RecentFailures.none(policy);
    try {
      Supplier<Launched> next = adopted == null ? launch : () -> adopted;
      do {
        runOnce(next);
        next = launch;
        while (suspended) {
          if (slot.closedWithin(LOOK_AGAIN)) {
            return;
          }
        }
        deaths = deaths.and(System.nanoTime());
      } while (!slot.closedWithin(deaths.pause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runOnce(Supplier<Launched> next) throws InterruptedException {
    try {
      Launched shell = next.get();
      slot.put(shell);
      started.accept(shell);
      if (suspended) {
        slot.empty();
      }
      End end = shell.waitFor();
      lastDeath = end.reason().isEmpty() ? "" : end.toString();
      if (!slot.isClosed() && !suspended) {
        LOG.warn("The shell daemon {} ended with {}", shell.pid(), end);
      }
    } catch (IsolationException | RunnerException e) {
      LOG.warn("The shell daemon could not be started: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    slot.close();
    Joined.uninterruptibly(loop);
  }
}
