package dev.oxydra.gateway;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all connections now and then, in place of timers of each: whether a client has said
 * hello in time, is still there, and takes what it is sent. Each event loop looks at its own.
 */
final class Sweeps {
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LEAST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** A deadline is missed by a quarter of itself at most. */
  private static final int PARTS = 4;

  /** How long a connection may do nothing. */
  record Patience(long helloNanos, long pingNanos, long stallNanos) {
    /** A time for people. */
    static String text(long nanos) {
      return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0 + " s";
    }
  }

  private final Patience patience;
  private final long period;
  private final Map<EventLoop, Sweep> loops = new ConcurrentHashMap<>();

  /**
   * @param handshake how long a client may take from connecting to a proper hello
   */
  Sweeps(Timing timing, Duration handshake) {
    this.patience =
        new Patience(handshake.toNanos(), timing.ping().toNanos(), timing.stall().toNanos());
    long shortest =
        Math.min(patience.helloNanos(), Math.min(patience.pingNanos(), patience.stallNanos()));
    this.period = Math.clamp(shortest / PARTS, LEAST_NANOS, MOST_NANOS);
  }

  /** Looks at this one too. Called by its event loop. */
  void add(EventLoop loop, SocketHandler socket) {
    loops.computeIfAbsent(loop, Sweep::new).add(socket);
  }

  /** Called by its event loop. */
  void remove(EventLoop loop, SocketHandler socket) {
    Sweep sweep = loops.get(loop);
    if (sweep != null) {
      sweep.remove(socket);
    }
  }

  /** The connections of one event loop, which alone uses it. It runs while there are any. */
  private final class Sweep implements Runnable {
    private final EventLoop loop;
    private final Set<SocketHandler> sockets = new HashSet<>();
    private @Nullable Future<?> running;

    Sweep(EventLoop loop) {
      this.loop = loop;
    }

    void add(SocketHandler socket) {
      sockets.add(socket);
      if (running == null) {
        running = loop.scheduleWithFixedDelay(this, period, period, TimeUnit.NANOSECONDS);
      }
    }

    void remove(SocketHandler socket) {
      sockets.remove(socket);
      if (sockets.isEmpty() && running != null) {
        running.cancel(false);
        running = null;
      }
    }

    @Override
    public void run() {
      long now = System.nanoTime();
      List<SocketHandler> due = new ArrayList<>();
      for (SocketHandler socket : sockets) {
        if (socket.isDue(now, patience)) {
          due.add(socket);
        }
      }
      due.forEach(socket -> socket.act(now, patience));
    }
  }
}
