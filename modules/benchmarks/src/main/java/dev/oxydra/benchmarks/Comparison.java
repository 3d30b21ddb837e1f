package dev.oxydra.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Figures of two contestants beside each other: medians of rounds, each with its spread. */
final class Comparison {
  private static final String ROW = "%-52s %10s %19s %10s %19s  %s%n";

  private Comparison() {}

  static void header(String ours, String theirs) {
    System.out.printf(Locale.ROOT, ROW, "", ours, "min to max", theirs, "min to max", "not slower");
  }

  /** One row; ours may be as good as theirs, or better. */
  static void row(String what, double[] ours, double[] theirs, boolean lowerIsBetter) {
    double mine = median(ours);
    double other = median(theirs);
    boolean holds = lowerIsBetter ? mine <= other : mine >= other;
    System.out.printf(
        Locale.ROOT,
        ROW,
        what,
        number(mine),
        spread(ours),
        number(other),
        spread(theirs),
        holds ? "yes" : "NO");
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static String spread(double[] values) {
    return number(Arrays.stream(values).min().orElse(Double.NaN))
        + " to "
        + number(Arrays.stream(values).max().orElse(Double.NaN));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
