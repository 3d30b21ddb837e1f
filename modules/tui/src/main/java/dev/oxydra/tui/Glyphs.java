package dev.oxydra.tui;

import java.util.Map;

/** Signs that a terminal without Unicode doesn't have, and ASCII of the same width for them. */
final class Glyphs {
  private static final Map<String, String> ASCII =
      Map.ofEntries(
          Map.entry("●", "*"),
          Map.entry("○", "o"),
          Map.entry("•", "*"),
          Map.entry("›", ">"),
          Map.entry("‹", "<"),
          Map.entry("·", "-"),
          Map.entry("…", "~"),
          Map.entry("✓", "+"),
          Map.entry("✗", "x"),
          Map.entry("–", "-"),
          Map.entry("—", "-"),
          Map.entry("─", "-"),
          Map.entry("│", "|"),
          Map.entry("└", "`"),
          Map.entry("├", "|"),
          Map.entry("┌", "+"),
          Map.entry("┐", "+"),
          Map.entry("┘", "+"),
          Map.entry("┤", "|"),
          Map.entry("┬", "+"),
          Map.entry("┴", "+"),
          Map.entry("┼", "+"),
          Map.entry("▌", "|"),
          Map.entry("█", "#"),
          Map.entry("▓", "#"),
          Map.entry("▒", "="),
          Map.entry("░", "."),
          Map.entry("→", ">"),
          Map.entry("←", "<"),
          Map.entry("↑", "^"),
          Map.entry("↓", "v"),
          Map.entry("×", "x"),
          Map.entry("‘", "'"),
          Map.entry("’", "'"),
          Map.entry("“", "\""),
          Map.entry("”", "\""));

  private Glyphs() {}

  /** The sign itself where it is none of these. */
  static String ascii(String cluster) {
    return ASCII.getOrDefault(cluster, cluster);
  }
}
