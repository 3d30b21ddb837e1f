package dev.oxydra.tui;

/** The keys that are held down with another. */
record Modifiers(boolean shift, boolean alt, boolean ctrl, boolean other) {
  static final Modifiers NONE = of(1);
  static final Modifiers ALT = of(3);
  static final Modifiers CTRL = of(5);

  /**
   * As xterm and the kitty keyboard protocol number them: 1 and the sum of 1 shift, 2 alt, 4 ctrl,
   * 8 super, 16 hyper, 32 meta; 64 and 128 are locks, which change nothing here.
   */
  static Modifiers of(int number) {
    int bits = Math.max(0, number - 1);
    return new Modifiers((bits & 1) > 0, (bits & 2) > 0, (bits & 4) > 0, (bits & 56) > 0);
  }
}
