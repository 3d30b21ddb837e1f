package dev.oxydra.tui;

import java.util.Locale;

/** Amounts of data as people read them. */
final class Sizes {
  private Sizes() {}

  /** In bytes, kB (1000 bytes) or MB. */
  static String bytes(long count) {
    if (count < 1000) {
      return count + " bytes";
    }
    return count < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", count / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", count / 1e6);
  }
}
