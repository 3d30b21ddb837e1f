package dev.oxydra.gateway;

import dev.oxydra.types.JournalException;
import dev.oxydra.types.Maintenance;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Reports what it is asked for; checking waits for {@link #go}. */
final class FakeMaintenance implements Maintenance {
  final CountDownLatch checking = new CountDownLatch(1);
  final CountDownLatch go = new CountDownLatch(1);

  private static Report report(String problem, String file) {
    return new Report(problem == null ? List.of() : List.of(problem), 2, 10, 3, 12, 4096, file);
  }

  @Override
  public Report check() {
    checking.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return report("page 7 is damaged", null);
  }

  @Override
  public Report rebuild() {
    return report(null, null);
  }

  @Override
  public Report backup(String name) {
    if (name.equals("full.db")) {
      throw new JournalException(JournalException.Kind.FULL, "The disk is full");
    }
    return report(null, name);
  }
}
