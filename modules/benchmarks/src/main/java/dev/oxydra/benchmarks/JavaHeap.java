package dev.oxydra.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The heap of another JVM with the serial collector, asked with the JDK's jcmd. */
final class JavaHeap {
  private static final Pattern USED =
      Pattern.compile("(?:DefNew|Tenured|def new generation|tenured generation).*used (\\d+)K");

  private JavaHeap() {}

  /**
   * What is used of it after a collection, in MB of 1024 KiB.
   *
   * @param java the JVM's program
   */
  static double usedAfterCollection(Path java, long pid) throws IOException, InterruptedException {
    jcmd(java, pid, "GC.run");
    String said = jcmd(java, pid, "GC.heap_info");
    double[] used =
        USED.matcher(said)
            .results()
            .map(MatchResult::group)
            .mapToDouble(line -> Double.parseDouble(USED.matcher(line).replaceFirst("$1")))
            .toArray();
    if (used.length != 2) {
      throw new IOException("The heap has not two generations: " + said);
    }
    return (used[0] + used[1]) / 1024;
  }

  private static String jcmd(Path java, long pid, String command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(java.resolveSibling("jcmd").toString(), Long.toString(pid), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + said);
    }
    return said;
  }
}
