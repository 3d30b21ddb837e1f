package dev.oxydra.testing;

import dev.oxydra.types.ChildSpec;
import dev.oxydra.types.RecentFailures;
import dev.oxydra.types.Supervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what fails and says when it may be tried again; it tells nobody but the test. */
public final class InMemorySupervisor implements Supervisor {
  private final Map<String, RecentFailures> failing = new HashMap<>();
  private final List<String> givenUp = new ArrayList<>();

  @Override
  public synchronized Duration failed(ChildSpec child, String why) {
    RecentFailures failures =
        failing.getOrDefault(child.id(), RecentFailures.none(child.restarts())).and(now());
    failing.put(child.id(), failures);
    if (failures.tooMany()) {
      givenUp.add(child.id() + ": " + why);
    }
    return pause(child);
  }

  @Override
  public synchronized void worked(ChildSpec child) {
    failing.remove(child.id());
  }

  @Override
  public synchronized Duration pause(ChildSpec child) {
    RecentFailures failures = failing.get(child.id());
    if (failures == null) {
      return Duration.ZERO;
    }
    long left = failures.times().getLast() + failures.rest().toNanos() - now();
    return Duration.ofNanos(Math.max(0, left));
  }

  @Override
  public void keep(ChildSpec child, Task task) throws InterruptedException {
    task.run();
  }

  private static long now() {
    return System.nanoTime();
  }

  /** The ids of those that failed too often, and why. */
  public synchronized List<String> givenUp() {
    return List.copyOf(givenUp);
  }
}
