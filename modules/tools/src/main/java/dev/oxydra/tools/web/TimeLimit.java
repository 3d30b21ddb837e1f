package dev.oxydra.tools.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Closes the connection that a call uses when the time of the call is over. */
final class TimeLimit implements AutoCloseable {
  private final Duration time;
  private final Thread timer;
  private @Nullable SocketChannel connection;
  private boolean over;

  private TimeLimit(Duration time) {
    this.time = time;
    this.timer = Thread.ofVirtual().name("web-time-limit").unstarted(this::await);
  }

  static TimeLimit start(Duration time) {
    TimeLimit limit = new TimeLimit(time);
    limit.timer.start();
    return limit;
  }

  private void await() {
    try {
      Thread.sleep(time);
      end();
    } catch (InterruptedException e) {
      // closed: the call ended in time
    } catch (IOException e) {
      throw new UncheckedIOException("A connection can't be closed", e);
    }
  }

  private synchronized void end() throws IOException {
    over = true;
    if (connection != null) {
      connection.close();
    }
  }

  /** The connection to close from now on, which is at once when the time is over. */
  synchronized void guard(SocketChannel next) throws IOException {
    connection = next;
    if (over) {
      next.close();
    }
  }

  /** Whether the time is over. */
  synchronized boolean isOver() {
    return over;
  }

  @Override
  public String toString() {
    return time.toSeconds() + " s";
  }

  @Override
  public void close() {
    timer.interrupt();
  }
}
