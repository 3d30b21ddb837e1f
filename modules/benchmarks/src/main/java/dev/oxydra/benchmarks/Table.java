package dev.oxydra.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Figures as lines of text, each with its median, its spread and its target. */
final class Table {
  private static final String ROW = "%-58s %10s %10s %10s %10s%n";

  private Table() {}

  static void header() {
    System.out.printf(Locale.ROOT, ROW, "", "median", "min", "max", "target");
  }

  /** One row; {@code target} is an upper bound, or 0 for none. */
  static void row(String what, String unit, double[] values, double target) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    System.out.printf(
        Locale.ROOT,
        ROW,
        what + ", " + unit,
        number(median(sorted)),
        number(sorted[0]),
        number(sorted[sorted.length - 1]),
        target == 0 ? "" : "<= " + number(target));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
