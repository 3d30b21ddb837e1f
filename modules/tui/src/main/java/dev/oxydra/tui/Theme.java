package dev.oxydra.tui;

import dev.oxydra.tui.Line.Style;
import java.util.Locale;

/**
 * What the styles of a line look like.
 *
 * @param tone what they have to be readable on
 * @param depth the colours that the terminal knows
 */
record Theme(Tone tone, Depth depth) {
  static final Theme MONO = new Theme(Tone.MONO, Depth.SIXTEEN);

  /** The background; without colours it doesn't matter. */
  enum Tone {
    DARK,
    LIGHT,
    MONO
  }

  /** How many colours there are. */
  enum Depth {
    /** Those of ECMA-48, and their bright ones: the terminal's own palette. */
    SIXTEEN,
    /** xterm's 6×6×6 cube and 24 greys. */
    INDEXED,
    /** 24 bits. */
    TRUE;

    /**
     * @param term the variable TERM, empty where it is not set
     * @param colorTerm the variable COLORTERM, empty where it is not set
     */
    static Depth of(String term, String colorTerm) {
      return switch (colorTerm.toLowerCase(Locale.ROOT)) {
        case "truecolor", "24bit" -> TRUE;
        default -> term.contains("256color") ? INDEXED : SIXTEEN;
      };
    }
  }

  /**
   * A colour of text.
   *
   * @param rgb for terminals that can show it
   * @param basic what comes nearest of the sixteen, as SGR parameters; the person's palette decides
   *     how it looks
   */
  record Ink(int rgb, String basic) {
    static final Ink NONE = new Ink(-1, "");

    private String sgr(Depth depth) {
      if (equals(NONE)) {
        return "";
      }
      return switch (depth) {
        case SIXTEEN -> basic;
        case INDEXED -> "38;5;" + Palette.nearest(rgb);
        case TRUE ->
            "38;2;%d;%d;%d".formatted(Palette.red(rgb), Palette.green(rgb), Palette.blue(rgb));
      };
    }
  }

  /**
   * How a style looks.
   *
   * @param attributes SGR parameters other than colours, in every tone
   * @param mono attributes in place of a colour where there are none
   */
  private record Look(String attributes, Ink dark, Ink light, String mono) {
    private static final Look PLAIN = attributes("");

    private static Look attributes(String attributes) {
      return new Look(attributes, Ink.NONE, Ink.NONE, "");
    }
  }

  /** SGR parameters (ECMA-48, 8.3.117) of a style; empty for plain text. */
  String sgr(Style style) {
    Look look = look(style);
    String colour =
        switch (tone) {
          case DARK -> look.dark().sgr(depth);
          case LIGHT -> look.light().sgr(depth);
          case MONO -> look.mono();
        };
    return look.attributes().isEmpty() || colour.isEmpty()
        ? look.attributes() + colour
        : look.attributes() + ";" + colour;
  }

  /** The ink of a style on this tone. */
  Ink ink(Style style) {
    return switch (tone) {
      case DARK -> look(style).dark();
      case LIGHT -> look(style).light();
      case MONO -> Ink.NONE;
    };
  }

  /**
   * One line for each style. Of the sixteen, bright black is the background of some palettes and
   * yellow can't be read on white, so faint and magenta take their places.
   */
  private static Look look(Style style) {
    return switch (style) {
      case PLAIN -> Look.PLAIN;
      case STRONG -> Look.attributes("1");
      case QUIET -> new Look("", new Ink(0x9e9e9e, "2"), new Ink(0x626262, "2"), "2");
      case PERSON -> new Look("1", new Ink(0x5fd7d7, "36"), new Ink(0x005f87, "34"), "");
      case GOOD -> new Look("", new Ink(0x5fd75f, "32"), new Ink(0x005f00, "32"), "");
      case WARNING -> new Look("", new Ink(0xd7af5f, "33"), new Ink(0x875f00, "35"), "1");
      case ERROR -> new Look("", new Ink(0xff8787, "31"), new Ink(0xaf0000, "31"), "1");
      case HEADING -> new Look("1;4", new Ink(0x87afff, "36"), new Ink(0x00558f, "34"), "");
      case EMPHASIS -> Look.attributes("3");
      case LINK -> new Look("4", new Ink(0x87afff, "36"), new Ink(0x0000af, "34"), "");
      case QUOTE -> new Look("3", new Ink(0x9e9e9e, ""), new Ink(0x626262, ""), "");
      case CODE -> new Look("", new Ink(0xd7af87, "36"), new Ink(0x87005f, "35"), "1");
      case KEYWORD -> new Look("", new Ink(0xd787d7, "35"), new Ink(0x8700af, "35"), "1");
      case STRING -> new Look("", new Ink(0x87d787, "32"), new Ink(0x005f00, "32"), "");
      case COMMENT -> new Look("3", new Ink(0x9e9e9e, "2"), new Ink(0x626262, "2"), "2");
      case NUMBER -> new Look("", new Ink(0xd7af5f, "33"), new Ink(0x875f00, "35"), "");
      case ADDED -> new Look("", new Ink(0x5fd75f, "32"), new Ink(0x005f00, "32"), "");
      case REMOVED -> new Look("", new Ink(0xff8787, "31"), new Ink(0xaf0000, "31"), "");
    };
  }
}
