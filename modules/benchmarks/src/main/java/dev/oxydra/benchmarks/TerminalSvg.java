package dev.oxydra.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A terminal's screen as a picture (SVG 1.1): text with the SGR parameters (ECMA-48, 8.3.117) that
 * our terminal front end uses, each character put where its column is, whatever font there is.
 */
final class TerminalSvg {
  private static final double SIZE = 14;
  private static final double COLUMN = 8.4;
  private static final double ROW = 19;
  private static final double PADDING = 16;

  /** From the top of a row to the line that letters stand on. */
  private static final double BASELINE = 14;

  private static final Pattern PIECE = Pattern.compile("\u001b\\[([0-9;]*)m|([^\u001b\n]+)|\n");
  private static final Pattern RULE = Pattern.compile("─+|[│┼]");

  /** What colour the terminal has behind and before the text, as {@code #rrggbb}. */
  enum Colours {
    DARK("#16181d", "#d8dade"),
    LIGHT("#ffffff", "#24262b");

    private final String background;
    private final String foreground;

    Colours(String background, String foreground) {
      this.background = background;
      this.foreground = foreground;
    }
  }

  /**
   * How characters look.
   *
   * @param ink their colour, empty for the terminal's own
   */
  private record Look(String ink, boolean bold, boolean faint, boolean italic, boolean underline) {
    static final Look PLAIN = new Look("", false, false, false, false);

    /** After a control sequence with these parameters. */
    Look after(String parameters) {
      List<Integer> numbers = new ArrayList<>();
      for (String number : parameters.split(";", -1)) {
        numbers.add(number.isEmpty() ? 0 : Integer.parseInt(number));
      }
      Look look = this;
      while (!numbers.isEmpty()) {
        look = look.next(numbers);
      }
      return look;
    }

    private Look next(List<Integer> numbers) {
      int number = numbers.removeFirst();
      return switch (number) {
        case 0 -> PLAIN;
        case 1 -> new Look(ink, true, faint, italic, underline);
        case 2 -> new Look(ink, bold, true, italic, underline);
        case 3 -> new Look(ink, bold, faint, true, underline);
        case 4 -> new Look(ink, bold, faint, italic, true);
        case 38 -> new Look(rgb(numbers), bold, faint, italic, underline);
        case 39 -> new Look("", bold, faint, italic, underline);
        case 49 -> this; // Nothing of ours has a background.
        default -> throw new IllegalArgumentException("SGR " + number + " is not known");
      };
    }

    private static String rgb(List<Integer> numbers) {
      if (numbers.removeFirst() != 2) {
        throw new IllegalArgumentException("Colours of 24 bits are wanted");
      }
      return "#%02x%02x%02x"
          .formatted(numbers.removeFirst(), numbers.removeFirst(), numbers.removeFirst());
    }

    String attributes() {
      return (ink.isEmpty() ? "" : " fill=\"" + ink + "\"")
          + (bold ? " font-weight=\"bold\"" : "")
          + (faint ? " opacity=\"0.6\"" : "")
          + (italic ? " font-style=\"italic\"" : "")
          + (underline ? " text-decoration=\"underline\"" : "");
    }
  }

  private final StringBuilder body = new StringBuilder();
  private int row;
  private int column;
  private Look look = Look.PLAIN;

  private TerminalSvg() {}

  /**
   * Draws a screen of characters that take one column, and one {@code char}, each.
   *
   * @param screen as {@code tmux capture-pane -e} writes it
   * @param columns of the terminal
   * @param rows of the terminal
   * @param title what the picture shows, for those who don't see it
   */
  static String of(String screen, int columns, int rows, Colours colours, String title) {
    TerminalSvg svg = new TerminalSvg();
    svg.draw(screen);
    double width = columns * COLUMN + 2 * PADDING;
    double height = rows * ROW + 2 * PADDING;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$s" height="%2$s" viewBox="0 0 %1$s %2$s" role="img">
    <title>%3$s</title>
    <rect x="0.5" y="0.5" width="%4$s" height="%5$s" rx="8" fill="%6$s" stroke="#808080" stroke-opacity="0.4"/>
    <g fill="%7$s" color="%7$s" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="%8$s" xml:space="preserve">
    %9$s</g>
    </svg>
    """
        .formatted(
            number(width),
            number(height),
            escaped(title),
            number(width - 1),
            number(height - 1),
            colours.background,
            colours.foreground,
            number(SIZE),
            svg.body);
  }

  private void draw(String screen) {
    Matcher piece = PIECE.matcher(screen);
    for (int end = 0; end < screen.length(); end = piece.end()) {
      if (!piece.find() || piece.start() != end) {
        throw new IllegalArgumentException("Not understood: " + screen.substring(end));
      }
      if (piece.group(1) != null) {
        look = look.after(piece.group(1));
      } else if (piece.group(2) != null) {
        write(piece.group(2));
      } else {
        row++;
        column = 0;
      }
    }
  }

  /** Lines are drawn as such, since the letters of many fonts leave gaps. */
  private void write(String text) {
    Matcher rule = RULE.matcher(text);
    int end = 0;
    while (rule.find()) {
      letters(text.substring(end, rule.start()));
      line(rule.group());
      end = rule.end();
    }
    letters(text.substring(end));
  }

  private void letters(String text) {
    String shown = text.strip();
    if (!shown.isEmpty()) {
      int first = column + text.indexOf(shown);
      String places =
          IntStream.range(first, first + shown.length())
              .mapToObj(at -> number(PADDING + at * COLUMN))
              .collect(Collectors.joining(" "));
      body.append(
          "<text y=\"%s\" x=\"%s\"%s>%s</text>\n"
              .formatted(number(top() + BASELINE), places, look.attributes(), escaped(shown)));
    }
    column += text.length();
  }

  private void line(String signs) {
    double left = PADDING + column * COLUMN;
    double width = signs.length() * COLUMN;
    String across =
        signs.equals("│")
            ? ""
            : "M%s %sh%s".formatted(number(left), number(top() + ROW / 2), number(width));
    String down =
        signs.startsWith("─")
            ? ""
            : "M%s %sv%s".formatted(number(left + COLUMN / 2), number(top()), number(ROW));
    String ink = look.ink().isEmpty() ? "currentColor" : look.ink();
    body.append("<path d=\"%s%s\" stroke=\"%s\"/>\n".formatted(across, down, ink));
    column += signs.length();
  }

  private double top() {
    return PADDING + row * ROW;
  }

  /** With a tenth, where there is one. */
  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value).replaceFirst("\\.0$", "");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
