package dev.oxydra.runtime;

import dev.oxydra.types.TurnUpdate;
import dev.oxydra.types.TurnUpdate.Progress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells every few seconds that tools are still running, batch after batch of one answer: a timer
 * for each call would cost more than many a call.
 */
final class Heartbeat implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** How exact it is, in parts of the interval. */
  private static final int PARTS = 5;

  private final Consumer<TurnUpdate> live;
  private final Duration interval;
  private final Future<?> ticks;
  private @Nullable Progress running;
  private long since;
  private long told;

  Heartbeat(Consumer<TurnUpdate> live, Duration interval) {
    this.live = live;
    this.interval = interval;
    this.ticks = Timer.every(interval.dividedBy(PARTS), this::tick);
  }

  static Heartbeat start(Consumer<TurnUpdate> live) {
    return new Heartbeat(live, INTERVAL);
  }

  /** These run from now on. */
  synchronized void running(Progress started) {
    running = started;
    since = System.nanoTime();
    told = 0;
  }

  /** Nothing runs. */
  synchronized void pause() {
    running = null;
  }

  private synchronized void tick() {
    long intervals = (System.nanoTime() - since) / interval.toNanos();
    if (running != null && intervals > told) {
      told = intervals;
      live.accept(
          new Progress(
              Progress.Kind.TOOL_HEARTBEAT,
              running.toolNames(),
              interval.multipliedBy(intervals).toSeconds(),
              running.message(),
              running.turn(),
              running.maxTurns()));
    }
  }

  @Override
  public void close() {
    pause();
    ticks.cancel(false);
  }
}
