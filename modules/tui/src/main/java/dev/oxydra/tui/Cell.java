package dev.oxydra.tui;

import org.jspecify.annotations.Nullable;

/**
 * A grapheme cluster on a row: what changes as a whole.
 *
 * @param link the address that it leads to; null for nowhere
 */
record Cell(Line.Style style, String cluster, @Nullable String link) {
  int width() {
    return DisplayWidth.ofCluster(cluster);
  }

  /**
   * Whether every terminal gives it the same width. Of what is made of several code points (emoji
   * with joiners, flags, marks) terminals think differently, so that nobody knows the column of
   * what follows.
   */
  boolean isCertain() {
    return cluster.codePointCount(0, cluster.length()) == 1 && width() > 0;
  }

  /** Whether it looks like nothing at all. */
  boolean isBlank() {
    return style == Line.Style.PLAIN && cluster.equals(" ");
  }
}
