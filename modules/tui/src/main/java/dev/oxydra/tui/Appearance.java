package dev.oxydra.tui;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What decides about the theme.
 *
 * @param choice what the person has asked for
 * @param colourless whether no colours are wanted unless they are asked for
 * @param depth the colours that the terminal knows
 * @param light whether the terminal's background is a light one
 * @param ascii whether there are no signs but those of ASCII
 */
record Appearance(
    Choice choice, boolean colourless, Theme.Depth depth, boolean light, boolean ascii) {
  /** What {@code /theme} takes. */
  enum Choice {
    AUTO,
    DARK,
    LIGHT,
    MONO
  }

  /** Backgrounds of COLORFGBG that are light: white, and the bright ones but dark grey. */
  private static final List<String> LIGHT_BACKGROUNDS =
      List.of("7", "9", "10", "11", "12", "13", "14", "15");

  /**
   * What the environment tells, by NO_COLOR (no-color.org), COLORTERM, TERM and COLORFGBG (rxvt's
   * {@code foreground;background}, which others set too).
   */
  static Appearance of(Map<String, String> environment, boolean ascii) {
    String colours = environment.getOrDefault("COLORFGBG", "");
    return new Appearance(
        Choice.AUTO,
        !environment.getOrDefault("NO_COLOR", "").isEmpty(),
        Theme.Depth.of(
            environment.getOrDefault("TERM", ""), environment.getOrDefault("COLORTERM", "")),
        LIGHT_BACKGROUNDS.contains(colours.substring(colours.lastIndexOf(';') + 1)),
        ascii);
  }

  Appearance choosing(Choice choice) {
    return new Appearance(choice, colourless, depth, light, ascii);
  }

  /** After the terminal has told its background. */
  Appearance on(boolean light) {
    return new Appearance(choice, colourless, depth, light, ascii);
  }

  Theme theme() {
    return switch (choice) {
      case AUTO -> colourless ? Theme.MONO : themed(light ? Theme.Tone.LIGHT : Theme.Tone.DARK);
      case DARK -> themed(Theme.Tone.DARK);
      case LIGHT -> themed(Theme.Tone.LIGHT);
      case MONO -> Theme.MONO;
    };
  }

  private Theme themed(Theme.Tone tone) {
    return new Theme(tone, depth);
  }

  /** The command {@code /theme}. */
  static Step choose(Screen screen, Screen sent, String word) {
    for (Choice choice : Choice.values()) {
      if (choice.name().equals(word.toUpperCase(Locale.ROOT))) {
        return new Step(sent, List.of(new Effect.SetTheme(choice)));
      }
    }
    return Step.of(screen.hinted("/theme needs one of auto, dark, light and mono."));
  }
}
