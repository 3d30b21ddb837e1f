package dev.oxydra.runner.isolation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast the processor's time-stamp counter runs, which a translated machine's kernel has to be
 * told: it has nothing there to measure it with that a busy host wouldn't distort, and without it
 * no timer.
 */
final class ClockRate {
  private static final Path BASE = Path.of("/sys/devices/system/cpu/cpu0/cpufreq/base_frequency");
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Pattern MEGAHERTZ = Pattern.compile("(?m)^cpu MHz\\s*:\\s*(\\d+\\.?\\d*)$");
  private static final double KILO = 1000;

  /** What most have about; the machine corrects its clock by the host's. */
  private static final long USUAL = 2_500_000;

  private ClockRate() {}

  /** In thousands a second. */
  static long kilohertz() {
    try {
      if (Files.isReadable(BASE)) {
        return Long.parseLong(Files.readString(BASE).strip());
      }
      // Where the frequency doesn't change, as in a virtual machine, it is the counter's.
      return ofProcessors(Files.readString(PROCESSORS));
    } catch (IOException | NumberFormatException e) {
      return USUAL;
    }
  }

  static long ofProcessors(String cpuinfo) {
    Matcher megahertz = MEGAHERTZ.matcher(cpuinfo);
    return megahertz.find() ? Math.round(Double.parseDouble(megahertz.group(1)) * KILO) : USUAL;
  }
}
