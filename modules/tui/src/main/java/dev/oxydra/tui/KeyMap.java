package dev.oxydra.tui;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which key it is that the terminal has sent; null for those that do nothing. */
final class KeyMap {
  private static final int ENTER = '\r';
  private static final int TAB = '\t';
  private static final int ESCAPE = 0x1b;
  private static final int DELETE = 0x7f;

  /** The private use area in which kitty numbers keys that are no characters. */
  private static final int FUNCTIONAL = 0xE000;

  private static final int FUNCTIONAL_END = 0xF8FF;

  /** The keypad's signs in kitty's numbers, from 57399 on. */
  private static final int KEYPAD = 57399;

  private static final String KEYPAD_SIGNS = "0123456789./*-+\r=,";

  /** The keypad's other keys in kitty's numbers, and their finals in xterm's sequences. */
  private static final Map<Integer, Character> KEYPAD_KEYS =
      Map.of(
          57417, 'D', 57418, 'C', 57419, 'A', 57420, 'B', 57421, '5', 57422, '6', 57423, 'H', 57424,
          'F', 57426, '3');

  private KeyMap() {}

  /**
   * A key that stands for a character.
   *
   * @param code the code point, or a key's number in the kitty keyboard protocol
   */
  static @Nullable Key character(int code, Modifiers held) {
    if (held.other()) {
      return null;
    }
    if (code >= FUNCTIONAL && code <= FUNCTIONAL_END) {
      return keypad(code, held);
    }
    return switch (code) {
      case ENTER -> enter(held);
      case TAB -> held.shift() || held.alt() ? null : Key.Action.TAB;
      case ESCAPE -> Key.Action.ESCAPE;
      case DELETE, '\b' ->
          held.alt() || held.ctrl() ? Key.Action.DELETE_WORD : Key.Action.BACKSPACE;
      default -> held.ctrl() ? ctrl(code, held) : text(code, held);
    };
  }

  /** A control character of ASCII, but Enter, Tab, and Esc: Ctrl and a letter. */
  static @Nullable Key control(char c, Modifiers held) {
    return switch (c) {
      case ENTER, TAB, ESCAPE, DELETE, '\b' -> character(c, held);
      case '\n' -> Key.Action.NEW_LINE;
      default -> held.alt() ? null : ctrl(Character.toLowerCase(c + '@'), Modifiers.CTRL);
    };
  }

  private static Key enter(Modifiers held) {
    if (held.ctrl()) {
      return Key.Action.CTRL_ENTER;
    }
    return held.alt() || held.shift() ? Key.Action.NEW_LINE : Key.Action.ENTER;
  }

  private static @Nullable Key text(int code, Modifiers held) {
    if (held.alt()) {
      return alt(code);
    }
    if (!Character.isValidCodePoint(code) || Character.isISOControl(code)) {
      return null;
    }
    int shown = held.shift() ? Character.toUpperCase(code) : code;
    return new Key.Text(Character.toString(shown));
  }

  private static @Nullable Key alt(int code) {
    return switch (code) {
      case 'b' -> Key.Action.WORD_LEFT;
      case 'd' -> Key.Action.DELETE_NEXT_WORD;
      case 'f' -> Key.Action.WORD_RIGHT;
      default -> null;
    };
  }

  private static @Nullable Key ctrl(int code, Modifiers held) {
    if (held.alt()) {
      return null;
    }
    return switch (Character.toLowerCase(code)) {
      case 'a' -> Key.Action.LINE_START;
      case 'b' -> Key.Action.LEFT;
      case 'c' -> Key.Action.INTERRUPT;
      case 'd' -> Key.Action.END_OF_INPUT;
      case 'e' -> Key.Action.LINE_END;
      case 'f' -> Key.Action.RIGHT;
      case 'g' -> Key.Action.EDITOR;
      case 'h' -> Key.Action.BACKSPACE;
      case 'i' -> Key.Action.TAB;
      case 'j' -> Key.Action.NEW_LINE;
      case 'k' -> Key.Action.DELETE_TO_END;
      case 'l' -> Key.Action.REDRAW;
      case 'm' -> Key.Action.ENTER;
      case 'n' -> Key.Action.DOWN;
      case 'o' -> Key.Action.TOGGLE_DETAILS;
      case 'p' -> Key.Action.UP;
      case 'r' -> Key.Action.SEARCH;
      case 'u' -> Key.Action.DELETE_TO_START;
      case 'w' -> Key.Action.DELETE_WORD;
      case 'y' -> Key.Action.YANK;
      case 'z' -> Key.Action.SUSPEND;
      case '_' -> Key.Action.UNDO;
      case '[' -> Key.Action.ESCAPE;
      default -> null;
    };
  }

  private static @Nullable Key keypad(int code, Modifiers held) {
    Character letter = KEYPAD_KEYS.get(code);
    if (letter != null) {
      return Character.isDigit(letter) ? numbered(letter - '0') : lettered(letter, held);
    }
    int sign = code - KEYPAD;
    return sign >= 0 && sign < KEYPAD_SIGNS.length()
        ? character(KEYPAD_SIGNS.charAt(sign), held)
        : null;
  }

  /** A key whose sequence ends in a letter: {@code CSI A}, {@code SS3 A}. */
  static @Nullable Key lettered(char letter, Modifiers held) {
    boolean words = held.alt() || held.ctrl();
    return switch (letter) {
      case 'A' -> Key.Action.UP;
      case 'B' -> Key.Action.DOWN;
      case 'C' -> words ? Key.Action.WORD_RIGHT : Key.Action.RIGHT;
      case 'D' -> words ? Key.Action.WORD_LEFT : Key.Action.LEFT;
      case 'H' -> Key.Action.LINE_START;
      case 'F' -> Key.Action.LINE_END;
      default -> null;
    };
  }

  /** A key whose sequence is {@code CSI number ~}. */
  static @Nullable Key numbered(int number) {
    return switch (number) {
      case 1, 7 -> Key.Action.LINE_START;
      case 4, 8 -> Key.Action.LINE_END;
      case 3 -> Key.Action.DELETE;
      case 5 -> Key.Action.PAGE_UP;
      case 6 -> Key.Action.PAGE_DOWN;
      default -> null;
    };
  }
}
