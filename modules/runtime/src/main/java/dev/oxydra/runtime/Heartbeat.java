package dev.oxydra.runtime;

import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.Progress;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells every few seconds that tools are still running. */
final class Heartbeat implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Thread ticker;

  private Heartbeat(Thread ticker) {
    this.ticker = ticker;
  }

  static Heartbeat start(Progress started, Consumer<TurnUpdate> live) {
    return new Heartbeat(Thread.ofVirtual().name("heartbeat").start(() -> tick(started, live)));
  }

  private static void tick(Progress started, Consumer<TurnUpdate> live) {
    try {
      for (long elapsed = INTERVAL.toSeconds(); ; elapsed += INTERVAL.toSeconds()) {
        Thread.sleep(INTERVAL);
        live.accept(
            new Progress(
                Progress.Kind.TOOL_HEARTBEAT,
                started.toolNames(),
                elapsed,
                started.message(),
                started.turn(),
                started.maxTurns()));
      }
    } catch (InterruptedException e) {
      // closed: the tools have ended
    }
  }

  @Override
  public void close() {
    ticker.interrupt();
  }
}
