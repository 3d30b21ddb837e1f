package dev.oxydra.runner;

import dev.oxydra.runner.isolation.End;
import dev.oxydra.runner.isolation.IsolationException;
import dev.oxydra.runner.isolation.Launched;
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

  private final Supplier<Launched> launch;
  private final Consumer<Launched> started;
  private final RestartPolicy policy;
  private final ProcessSlot slot = new ProcessSlot(GRACE);
  private final Thread loop;

  /**
   * @param launch starts a shell daemon
   * @param started is told of each one
   */
  SupervisedShell(Supplier<Launched> launch, Consumer<Launched> started, RestartPolicy policy) {
    this.launch = launch;
    this.started = started;
    this.policy = policy;
    this.loop = Thread.ofVirtual().name("shell-supervisor").start(this::run);
  }

  @Nullable Launched running() {
    return slot.running();
  }

  private void run() {
    Deaths deaths = new Deaths(policy, System::nanoTime);
    try {
      do {
        runOnce();
        deaths.add();
      } while (!slot.closedWithin(deaths.pause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runOnce() throws InterruptedException {
    try {
      Launched shell = launch.get();
      slot.put(shell);
      started.accept(shell);
      End end = shell.waitFor();
      if (!slot.isClosed()) {
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
