package dev.oxydra.runner.isolation;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that looks at all programs whose limits nothing else keeps. It is there only while
 * there are such programs.
 */
final class LimitWatch {
  static final LimitWatch SHARED = new LimitWatch();

  /** In this time one program can take some hundred MB, or start some hundred processes. */
  private static final Duration PERIOD = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(LimitWatch.class);

  private final Set<WatchedProgram> programs = new HashSet<>();
  private @Nullable Thread thread;

  private LimitWatch() {}

  synchronized void add(WatchedProgram program) {
    programs.add(program);
    if (thread == null) {
      // Not a virtual one, which would wait behind others just when the machine is at its limits.
      thread = Thread.ofPlatform().name("limit-watch").daemon().start(this::run);
    }
  }

  synchronized void remove(WatchedProgram program) {
    programs.remove(program);
  }

  private void run() {
    List<WatchedProgram> watched = next();
    while (!watched.isEmpty()) {
      watched.stream().filter(program -> !looked(program)).forEach(this::remove);
      pause();
      watched = next();
    }
  }

  /** What one program makes go wrong must not leave the others unwatched. */
  private static boolean looked(WatchedProgram program) {
    try {
      return program.look();
    } catch (RuntimeException e) {
      LOG.warn("Could not look at a program's use of the host", e);
      return true;
    }
  }

  /** Nobody interrupts this thread. */
  private static void pause() {
    try {
      Thread.sleep(PERIOD);
    } catch (InterruptedException e) {
      LOG.warn("The watch of limits was interrupted and goes on", e);
    }
  }

  private synchronized List<WatchedProgram> next() {
    if (programs.isEmpty()) {
      thread = null;
    }
    return List.copyOf(programs);
  }
}
