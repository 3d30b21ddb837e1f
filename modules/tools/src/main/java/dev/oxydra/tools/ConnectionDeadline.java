package dev.oxydra.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.time.Duration;

/** Closes a connection when the time is over, unless it is closed before. */
final class ConnectionDeadline implements AutoCloseable {
  private final Thread timer;
  private volatile boolean expired;

  private ConnectionDeadline(Channel connection, Duration patience) {
    this.timer =
        Thread.ofVirtual().name("shell-deadline").unstarted(() -> await(connection, patience));
  }

  static ConnectionDeadline start(Channel connection, Duration patience) {
    ConnectionDeadline deadline = new ConnectionDeadline(connection, patience);
    deadline.timer.start();
    return deadline;
  }

  private void await(Channel connection, Duration patience) {
    try {
      Thread.sleep(patience);
      expired = true;
      connection.close();
    } catch (InterruptedException e) {
      // closed: the command ended in time
    } catch (IOException e) {
      throw new UncheckedIOException("The connection to the shell can't be closed", e);
    }
  }

  /** Whether it was this that closed the connection. */
  boolean expired() {
    return expired;
  }

  @Override
  public void close() {
    timer.interrupt();
  }
}
