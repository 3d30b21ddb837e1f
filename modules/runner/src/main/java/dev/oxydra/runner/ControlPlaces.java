package dev.oxydra.runner;

import dev.oxydra.runner.ControlConnection.State;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * The connections that there may be at once. When all places are taken, a newcomer gets that of the
 * one that has sent no request for the longest, which had its turn first: so one that sends its
 * request at once is always heard, however many others just sit there.
 */
final class ControlPlaces {
  private final ControlLimits limits;
  private final SequencedSet<ControlConnection> taken = new LinkedHashSet<>();

  ControlPlaces(ControlLimits limits) {
    this.limits = limits;
  }

  /**
   * Waits for a place.
   *
   * @return whether there is one: not while requests are being done in all of them
   */
  synchronized boolean take(ControlConnection connection) throws InterruptedException {
    while (taken.size() >= limits.connections()) {
      Optional<ControlConnection> idle =
          taken.stream().filter(other -> other.state() != State.WORKING).findFirst();
      if (idle.isEmpty()) {
        return false;
      }
      Duration left = limits.turn().minus(idle.get().age());
      if (left.isPositive()) {
        wait(left.toMillis() + 1);
      } else {
        idle.get().close();
        taken.remove(idle.get());
      }
    }
    return taken.add(connection);
  }

  synchronized void giveBack(ControlConnection connection) {
    taken.remove(connection);
    notifyAll();
  }

  /** Closes those that wait for a request. */
  synchronized void closeWaiting() {
    taken.stream()
        .filter(connection -> connection.state() == State.WAITING)
        .forEach(ControlConnection::close);
  }
}
