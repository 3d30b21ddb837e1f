package dev.oxydra.runner;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Prints the lines that are added to logs. */
final class LogFollower {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final List<LogFile> files;
  private final LogPrinter printer;

  LogFollower(List<LogFile> files, LogPrinter printer) {
    this.files = List.copyOf(files);
    this.printer = printer;
  }

  /** Goes on until nobody reads what it prints, or the latch is down. */
  void follow(CountDownLatch end) throws IOException, InterruptedException {
    while (!printer.isBroken()) {
      boolean more = false;
      for (LogFile file : files) {
        List<LogLine> added = file.added();
        added.forEach(printer::print);
        more |= !added.isEmpty();
      }
      if (!more) {
        printer.flush();
        if (end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    }
  }
}
