package dev.oxydra.runner.isolation.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OwnLimitsTest {
  /** A user other than root is kept to it, and a JVM needs some twenty threads to begin with. */
  @Test
  void areWhatTheShellSays() throws Exception {
    Process shell =
        new ProcessBuilder("/bin/sh", "-c", "cat /proc/sys/kernel/pid_max; cat /proc/self/limits")
            .start();
    long least = Long.MAX_VALUE;
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    for (String line : said.lines().toList()) {
      String[] words = line.split(" +", -1);
      if (words.length == 1) {
        least = Math.min(least, Long.parseLong(line));
      } else if (line.startsWith("Max processes") && !words[3].equals("unlimited")) {
        least = Math.min(least, Long.parseLong(words[3]));
      }
    }
    assertEquals(OptionalLong.of(least), OwnLimits.processes());
  }
}
