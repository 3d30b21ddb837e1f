package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.tui.Line.Style;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ThemeTest {
  /** Black, a dark grey, and Solarized's dark background. */
  private static final List<Integer> DARK = List.of(0x000000, 0x1e1e1e, 0x002b36);

  /** White, and Solarized's light background. */
  private static final List<Integer> LIGHT = List.of(0xffffff, 0xfdf6e3);

  /** Text is readable from this contrast on (WCAG 2.2, 1.4.3). */
  private static final double READABLE = 4.5;

  @ParameterizedTest
  @EnumSource(Style.class)
  void everyStyleIsReadable(Style style) {
    DARK.forEach(background -> assertReadable(Theme.Tone.DARK, style, background));
    LIGHT.forEach(background -> assertReadable(Theme.Tone.LIGHT, style, background));
  }

  private static void assertReadable(Theme.Tone tone, Style style, int background) {
    Theme.Ink ink = new Theme(tone, Theme.Depth.TRUE).ink(style);
    if (!ink.equals(Theme.Ink.NONE)) {
      double contrast = contrast(ink.rgb(), background);
      assertTrue(contrast >= READABLE, style + " on %06x: ".formatted(background) + contrast);
    }
  }

  private static double contrast(int one, int other) {
    double first = Palette.luminance(one) + 0.05;
    double second = Palette.luminance(other) + 0.05;
    return Math.max(first, second) / Math.min(first, second);
  }

  @ParameterizedTest
  @EnumSource(Style.class)
  void withoutColoursThereAreNone(Style style) {
    assertTrue(Theme.MONO.sgr(style).matches("([1-9](;[1-9])*)?"), Theme.MONO.sgr(style));
  }

  @Test
  void theSameColourInEveryDepth() {
    assertEquals("1;36", new Theme(Theme.Tone.DARK, Theme.Depth.SIXTEEN).sgr(Style.PERSON));
    assertEquals("1;38;5;80", new Theme(Theme.Tone.DARK, Theme.Depth.INDEXED).sgr(Style.PERSON));
    assertEquals(
        "1;38;2;95;215;215", new Theme(Theme.Tone.DARK, Theme.Depth.TRUE).sgr(Style.PERSON));
    assertEquals("2", new Theme(Theme.Tone.DARK, Theme.Depth.SIXTEEN).sgr(Style.QUIET));
    assertEquals("", new Theme(Theme.Tone.LIGHT, Theme.Depth.TRUE).sgr(Style.PLAIN));
  }

  @ParameterizedTest
  @CsvSource({
    "xterm-256color, truecolor, TRUE",
    "xterm, 24bit, TRUE",
    "screen-256color, '', INDEXED",
    "xterm-256color, yes, INDEXED",
    "linux, '', SIXTEEN"
  })
  void theDepthIsThatOfTheTerminal(String term, String colorTerm, Theme.Depth depth) {
    assertEquals(depth, Theme.Depth.of(term, colorTerm));
  }

  @ParameterizedTest
  @CsvSource({"0;15, LIGHT", "0;default;7, LIGHT", "15;0, DARK", "7;8, DARK", "'', DARK"})
  void theEnvironmentMayTellTheBackground(String colours, Theme.Tone tone) {
    Appearance appearance = Appearance.of(Map.of("COLORFGBG", colours), false);
    assertEquals(tone, appearance.theme().tone());
    assertEquals(Theme.Tone.LIGHT, appearance.on(true).theme().tone());
    assertEquals(Theme.Tone.DARK, appearance.on(false).theme().tone());
  }

  @Test
  void noColoursUnlessTheyAreAskedFor() {
    Appearance without = Appearance.of(Map.of("NO_COLOR", "1", "TERM", "xterm-256color"), false);
    assertEquals(Theme.MONO, without.on(true).theme());
    assertEquals(
        new Theme(Theme.Tone.DARK, Theme.Depth.INDEXED),
        without.choosing(Appearance.Choice.DARK).theme());
    Appearance empty = Appearance.of(Map.of("NO_COLOR", ""), false);
    assertEquals(Theme.Tone.DARK, empty.theme().tone());
    assertEquals(Theme.MONO, empty.choosing(Appearance.Choice.MONO).theme());
  }

  @Test
  void theCommandNamesAChoice() {
    Step light = Play.press(Play.type(Play.online(), "/theme Light"), Key.Action.ENTER);
    assertEquals(List.of(new Effect.SetTheme(Appearance.Choice.LIGHT)), light.effects());
    Step unknown = Play.press(Play.type(Play.online(), "/theme pink"), Key.Action.ENTER);
    assertEquals(List.of(), unknown.effects());
    assertTrue(unknown.screen().hint().contains("auto, dark, light and mono"));
  }

  @ParameterizedTest
  @CsvSource({"0, 16", "16777215, 231", "8421504, 244", "6250335, 59", "16746375, 210"})
  void theNearestOf256(int rgb, int index) {
    assertEquals(index, Palette.nearest(rgb));
  }

  @Test
  void aBackgroundIsLightOrDark() {
    DARK.forEach(background -> assertEquals(false, Palette.isLight(background)));
    LIGHT.forEach(background -> assertEquals(true, Palette.isLight(background)));
  }
}
