package dev.oxydra.runner;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a TERM the ordinary end of a daemon: its guests are stopped, and the exit code is 0, where
 * a JVM that was told to end would say 143, which service managers take for a failure.
 */
final class OrderlyEnd implements AutoCloseable {
  /** What there is to do after the guests have been stopped takes much less. */
  private static final Duration LAST = Duration.ofSeconds(5);

  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread hook;

  /**
   * From now on a TERM is that.
   *
   * @param end begins the end; all is over when this is closed
   */
  void begins(Runnable end) {
    hook =
        Thread.ofPlatform()
            .name("closer")
            .unstarted(() -> {
              end.run();
              exit();
            });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void exit() {
    try {
      if (closed.await(LAST.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(ExitCodes.OK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The daemon has come to its end by itself, or has been closed. */
  @Override
  public void close() {
    try {
      if (hook != null) {
        Runtime.getRuntime().removeShutdownHook(hook);
      }
    } catch (IllegalStateException e) {
      closed.countDown(); // The process is being ended.
    }
  }
}
