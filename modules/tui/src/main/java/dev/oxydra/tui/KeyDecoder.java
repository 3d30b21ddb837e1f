package dev.oxydra.tui;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the terminal sends apart, however it is cut into pieces: keys in xterm's sequences,
 * its modifyOtherKeys and the kitty keyboard protocol, bracketed pastes, and answers to questions.
 * What is none of these is dropped, and never taken for text.
 */
final class KeyDecoder {
  private static final char ESC = '\u001b';
  private static final char BEL = '\u0007';
  private static final String PASTE_END = "\u001b[201~";

  /** What follows SS3 for Enter on the keypad. */
  private static final char KEYPAD_ENTER = 'M';

  /** Answers are short: a longer string is none, and what follows it are keys again. */
  private static final int LONGEST_STRING = 4096;

  /** Control sequence: private mark, parameters, intermediates, final (ECMA-48, 5.4). */
  private static final Pattern CONTROL_SEQUENCE =
      Pattern.compile("\u001b\\[([<-?]?)([0-;]*)([ -/]*)([@-~])");

  /** xterm's answer to OSC 11: red, green and blue of 1 to 4 hexadecimal digits each. */
  private static final Pattern BACKGROUND =
      Pattern.compile("11;rgba?:(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4})/(\\p{XDigit}{1,4}).*");

  /** What is told of it. */
  interface Listener {
    void key(Key key);

    /** The terminal's background, as {@code 0xrrggbb}. */
    void background(int rgb);

    /** The terminal has said what it is: all that was asked before is answered, or won't be. */
    void attributes();
  }

  private final Listener listener;
  private final StringBuilder rest = new StringBuilder();
  private boolean pasting;

  /** How much of a paste that has not ended was searched for its end. */
  private int searched;

  KeyDecoder(Listener listener) {
    this.listener = listener;
  }

  void accept(CharSequence more) {
    rest.append(more);
    int taken = take();
    while (taken > 0) {
      rest.delete(0, taken);
      taken = rest.isEmpty() ? 0 : take();
    }
  }

  /** Whether the last that came is a key of its own, unless more follows at once. */
  boolean isWaiting() {
    return !pasting && !rest.isEmpty() && rest.length() <= 2 && rest.charAt(0) == ESC;
  }

  /** Nothing followed at once: it was Esc, or a key with Alt. */
  void settle() {
    if (isWaiting()) {
      if (rest.length() == 1) {
        listener.key(Key.Action.ESCAPE);
      }
      rest.setLength(0);
    }
  }

  /** How many characters from the front were dealt with; 0 when more must come first. */
  private int take() {
    if (pasting) {
      return paste();
    }
    char first = rest.charAt(0);
    if (first == ESC) {
      return rest.length() == 1 ? 0 : escape(rest.charAt(1));
    }
    return character(0, Modifiers.NONE);
  }

  private int paste() {
    int end = rest.indexOf(PASTE_END, Math.max(0, searched - PASTE_END.length()));
    if (end < 0) {
      searched = rest.length();
      return 0;
    }
    pasting = false;
    String text = rest.substring(0, end).replace("\r\n", "\n").replace('\r', '\n');
    if (!text.isEmpty()) {
      listener.key(new Key.Paste(text));
    }
    return end + PASTE_END.length();
  }

  /** One character, which may be two units of UTF-16. */
  private int character(int at, Modifiers held) {
    char c = rest.charAt(at);
    if (Character.isHighSurrogate(c) && rest.length() == at + 1) {
      return 0;
    }
    int code = rest.codePointAt(at);
    press(code < ' ' ? KeyMap.control(c, held) : KeyMap.character(code, held));
    return at + Character.charCount(code);
  }

  private int escape(char second) {
    return switch (second) {
      case '[' -> controlSequence();
      case 'O' -> functionKey();
      case ']', 'P', 'X', '^', '_' -> string(second);
      case ESC -> {
        press(Key.Action.ESCAPE);
        yield 1;
      }
      default -> character(1, Modifiers.ALT);
    };
  }

  private int functionKey() {
    if (rest.length() < 3) {
      return 0;
    }
    char letter = rest.charAt(2);
    press(letter == KEYPAD_ENTER ? Key.Action.ENTER : KeyMap.lettered(letter, Modifiers.NONE));
    return 3;
  }

  private int controlSequence() {
    int end = 2;
    while (end < rest.length() && isBetween(rest.charAt(end), ' ', '?')) {
      end++;
    }
    // The Linux console's F1 to F5 are CSI [ and a letter.
    end += end == 2 && rest.length() > 2 && rest.charAt(2) == '[' ? 1 : 0;
    if (end >= rest.length()) {
      return end < LONGEST_STRING ? 0 : end;
    }
    if (!isBetween(rest.charAt(end), '@', '~')) {
      return end;
    }
    Matcher sequence = CONTROL_SEQUENCE.matcher(rest).region(0, end + 1);
    if (sequence.matches()) {
      understood(sequence.group(1), sequence.group(2).split(";", -1), sequence.group(4).charAt(0));
    }
    return end + 1;
  }

  private static boolean isBetween(char c, char first, char last) {
    return c >= first && c <= last;
  }

  private void understood(String mark, String[] parameters, char end) {
    if (!mark.isEmpty()) {
      if (mark.equals("?") && end == 'c') {
        listener.attributes();
      }
      return;
    }
    int first = number(parameters, 0);
    Modifiers held = Modifiers.of(number(parameters, 1));
    switch (end) {
      case 'u' -> press(KeyMap.character(first, held));
      case '~' -> {
        if (first == 200) {
          pasting = true;
          searched = 0;
        } else if (first == 27) {
          press(KeyMap.character(number(parameters, 2), held));
        } else {
          press(KeyMap.numbered(first));
        }
      }
      default -> press(KeyMap.lettered(end, held));
    }
  }

  /** Without what kitty's protocol adds after a colon; 0 where there is none. */
  private static int number(String[] parameters, int index) {
    String text = index < parameters.length ? parameters[index].replaceFirst(":.*", "") : "";
    return text.isEmpty() || text.length() > 7 ? 0 : Integer.parseInt(text);
  }

  /** Up to BEL or ST; any other control character breaks it off. */
  private int string(char kind) {
    int end = 2;
    while (end < rest.length() && rest.charAt(end) >= ' ' && end < LONGEST_STRING) {
      end++;
    }
    if (end == rest.length()) {
      return 0;
    }
    boolean terminated = rest.charAt(end) == BEL;
    if (rest.charAt(end) == ESC) {
      if (rest.length() == end + 1) {
        return 0;
      }
      terminated = rest.charAt(end + 1) == '\\';
      end += terminated ? 1 : 0;
    }
    if (terminated && kind == ']') {
      answered(rest.substring(2, end));
    }
    return terminated ? end + 1 : end;
  }

  private void answered(String text) {
    Matcher matcher = BACKGROUND.matcher(text);
    if (matcher.matches()) {
      listener.background(
          (level(matcher.group(1)) << 16)
              | (level(matcher.group(2)) << 8)
              | level(matcher.group(3)));
    }
  }

  /** As one of 256, of a share that is told in 1 to 4 hexadecimal digits. */
  private static int level(String digits) {
    return Integer.parseInt(digits, 16) * 255 / ((1 << (4 * digits.length())) - 1);
  }

  private void press(@Nullable Key key) {
    if (key != null) {
      listener.key(key);
    }
  }
}
