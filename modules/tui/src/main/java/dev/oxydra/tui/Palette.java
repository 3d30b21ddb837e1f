package dev.oxydra.tui;

/** Colours as numbers: {@code 0xrrggbb}, and xterm's 256. */
final class Palette {
  /** The steps of xterm's colour cube, which begins at 16. */
  private static final int[] STEPS = {0, 95, 135, 175, 215, 255};

  private static final int CUBE = 16;
  private static final int GREYS = 232;

  /** Luminance that has the same contrast to black as to white (WCAG 2.2, "contrast ratio"). */
  private static final double MIDDLE = Math.sqrt(1.05 * 0.05) - 0.05;

  private Palette() {}

  static int red(int rgb) {
    return rgb >> 16 & 0xff;
  }

  static int green(int rgb) {
    return rgb >> 8 & 0xff;
  }

  static int blue(int rgb) {
    return rgb & 0xff;
  }

  /** The nearest of the cube and the greys, 16 to 255. */
  static int nearest(int rgb) {
    int red = step(red(rgb));
    int green = step(green(rgb));
    int blue = step(blue(rgb));
    int cube = STEPS[red] << 16 | STEPS[green] << 8 | STEPS[blue];
    int grey = Math.clamp(((red(rgb) + green(rgb) + blue(rgb)) / 3 - 3) / 10, 0, 23);
    int level = 8 + 10 * grey;
    return distance(rgb, level << 16 | level << 8 | level) < distance(rgb, cube)
        ? GREYS + grey
        : CUBE + 36 * red + 6 * green + blue;
  }

  private static int step(int value) {
    int nearest = 0;
    for (int i = 1; i < STEPS.length; i++) {
      if (Math.abs(STEPS[i] - value) < Math.abs(STEPS[nearest] - value)) {
        nearest = i;
      }
    }
    return nearest;
  }

  private static int distance(int rgb, int other) {
    int red = red(rgb) - red(other);
    int green = green(rgb) - green(other);
    int blue = blue(rgb) - blue(other);
    return red * red + green * green + blue * blue;
  }

  /** Relative luminance, 0 for black to 1 for white (WCAG 2.2, "relative luminance"). */
  static double luminance(int rgb) {
    return 0.2126 * linear(red(rgb)) + 0.7152 * linear(green(rgb)) + 0.0722 * linear(blue(rgb));
  }

  /** Whether dark text is easier to read on it than light text. */
  static boolean isLight(int rgb) {
    return luminance(rgb) > MIDDLE;
  }

  private static double linear(int value) {
    double share = value / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
