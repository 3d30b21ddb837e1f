package dev.oxydra.tui;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of models, tools and files made safe to show: nothing in it can steer the terminal. */
final class PlainText {
  /**
   * Control sequences of ECMA-48: CSI, then OSC, DCS, SOS, PM, APC with their text, then others.
   */
  private static final Pattern SEQUENCE =
      Pattern.compile(
          "(?:\u001b\\[|\u009b)[0-?]*[ -/]*[@-~]?"
              + "|(?:\u001b[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])"
              + "[^\u0007\u001b\u009c]*(?:\u0007|\u001b\\\\|\u009c)?"
              + "|\u001b[ -/]*[0-~]?");

  /** C0 but line feed and tab, DEL, C1, and the marks that reorder text. */
  private static final Pattern CONTROL =
      Pattern.compile(
          "[\u0000-\\u0008\\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]");

  /** The beginning of one of them, of a line break or of a pair of surrogates, at the end. */
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "(?:(?:\u001b\\[|\u009b)[0-?]*[ -/]*"
              + "|(?:\u001b[\\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c]{0,1000}\u001b?"
              + "|\u001b[ -/]*|\r|[\ud800-\udbff])\\z");

  private static final Pattern CRLF = Pattern.compile("\r\n");

  private PlainText() {}

  /** Lines stay, tabs become four spaces. */
  static String of(String text) {
    if (isPlain(text)) {
      return text;
    }
    String lines = CRLF.matcher(text).replaceAll("\n");
    String shown = CONTROL.matcher(SEQUENCE.matcher(lines).replaceAll("")).replaceAll("");
    return shown.replace("\t", "    ");
  }

  /** On one line, with runs of white space as one space. */
  static String line(String text) {
    return of(text).replaceAll("\\s+", " ").strip();
  }

  /**
   * Where a control sequence, a line break or a character begins of which more may follow; the
   * length of the text where none does.
   */
  static int unfinished(String text) {
    Matcher matcher = UNFINISHED.matcher(text);
    return matcher.find() ? matcher.start() : text.length();
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean control = (c < ' ' && c != '\n') || (c >= 0x7f && c <= 0x9f);
      if (control || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) {
        return false;
      }
    }
    return true;
  }
}
