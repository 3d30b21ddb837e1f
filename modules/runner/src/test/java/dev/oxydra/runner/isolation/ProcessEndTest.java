package dev.oxydra.runner.isolation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessEndTest {
  private static final int TIMES = 300;

  /** A process is a zombie for a moment, and then it is not there at all. */
  @Test
  void whatIsOverStaysOver() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      ProcessHandle process = new ProcessBuilder("true").start().toHandle();
      assertTrue(ProcessEnd.within(process, Duration.ofSeconds(60)));
      while (process.isAlive()) {
        assertTrue(ProcessEnd.isOver(process), "it rose from the dead at the " + i + "th time");
      }
    }
  }
}
