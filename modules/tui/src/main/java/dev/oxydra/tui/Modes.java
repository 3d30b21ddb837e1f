package dev.oxydra.tui;

import java.util.regex.Pattern;

/**
 * What the terminal is switched to, and back from.
 *
 * @param rich whether it takes what xterm takes. The consoles of operating systems and hardware
 *     terminals print parts of sequences that they don't know, so they are sent the old ones only.
 */
record Modes(boolean rich) {
  private static final Pattern PLAIN = Pattern.compile("(linux|vt\\d|ansi|cons|sun|wyse|pcansi).*");

  /** No wrapping at the right margin, and marks around what is pasted. */
  private static final String BASIC = "\u001b[?7l\u001b[?2004h";

  private static final String BASIC_OFF = "\u001b[?2004l\u001b[?7h";

  /**
   * Keys with modifiers that have no control character are told apart, as Enter with Shift or Ctrl:
   * xterm's modifyOtherKeys at level 1, and the kitty keyboard protocol's disambiguation. A
   * terminal knows one of them or none. Attributes are reset since some take the first for
   * attributes.
   */
  private static final String KEYS = "\u001b[>4;1m\u001b[m";

  private static final String PUSH_KEYS = "\u001b[>1u";
  private static final String SET_KEYS = "\u001b[=1u";
  private static final String KEYS_OFF = "\u001b[<u\u001b[>4m\u001b[m";

  private static final String SAVE_TITLE = "\u001b[22;0t";
  private static final String RESTORE_TITLE = "\u001b[23;0t";

  /** Ends a frame that was broken off. */
  private static final String END_FRAME = "\u001b[?2026l";

  /**
   * What is the background (OSC 11), and what are you (primary device attributes): every terminal
   * answers the second, and answers in order, so that its answer ends the wait for the first.
   */
  private static final String QUESTIONS = "\u001b]11;?\u001b\\\u001b[c";

  static Modes of(String term) {
    return new Modes(!PLAIN.matcher(term).matches());
  }

  /** On the alternate screen: kitty keeps the keys' modes for each screen. */
  String on() {
    return rich ? SAVE_TITLE + BASIC + KEYS + PUSH_KEYS + QUESTIONS : BASIC;
  }

  /** Once more, where they may still be on. */
  String again() {
    return rich ? BASIC + KEYS + SET_KEYS : BASIC;
  }

  /** Still on the alternate screen. */
  String off() {
    return rich ? END_FRAME + KEYS_OFF + BASIC_OFF + RESTORE_TITLE : BASIC_OFF;
  }
}
