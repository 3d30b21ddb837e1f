package dev.oxydra.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process takes of memory, in MB of 1024 KiB, read from {@code /proc/<pid>/smaps_rollup}.
 *
 * @param rss all pages that are resident
 * @param privateMb those that no other process shares
 * @param anonymousMb those that are no file's: what the machine can't take back when it needs them
 */
record Memory(double rss, double privateMb, double anonymousMb) {
  static Memory of(long pid) throws IOException {
    double rss = 0;
    double own = 0;
    double anonymous = 0;
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      String[] words = line.split(" +", -1);
      switch (words[0]) {
        case "Rss:" -> rss = Long.parseLong(words[1]);
        case "Anonymous:" -> anonymous = Long.parseLong(words[1]);
        case "Private_Clean:", "Private_Dirty:" -> own += Long.parseLong(words[1]);
        default -> {}
      }
    }
    return new Memory(rss / 1024, own / 1024, anonymous / 1024);
  }
}
