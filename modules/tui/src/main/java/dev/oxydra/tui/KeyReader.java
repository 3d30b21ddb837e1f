package dev.oxydra.tui;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.terminal.Terminal;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads keys until the terminal ends; a paste is one text, however many lines it has. */
final class KeyReader implements Runnable {
  private final Terminal terminal;
  private final Consumer<Input> inputs;
  private @Nullable StringBuilder paste;

  KeyReader(Terminal terminal, Consumer<Input> inputs) {
    this.terminal = terminal;
    this.inputs = inputs;
  }

  @Override
  public void run() {
    try {
      KeyStroke stroke = terminal.readInput();
      while (stroke.getKeyType() != KeyType.EOF) {
        read(stroke);
        stroke = terminal.readInput();
      }
      inputs.accept(new Input.InputClosed("standard input has ended"));
    } catch (IOException e) {
      inputs.accept(new Input.InputClosed("standard input can't be read: " + e.getMessage()));
    }
  }

  private void read(KeyStroke stroke) {
    if (stroke.equals(KeyPatterns.PASTE_BEGIN)) {
      paste = new StringBuilder();
    } else if (stroke.equals(KeyPatterns.PASTE_END)) {
      if (paste != null && !paste.isEmpty()) {
        inputs.accept(new Input.Pressed(new Key.Paste(paste.toString())));
      }
      paste = null;
    } else if (paste != null) {
      paste.append(pasted(stroke));
    } else {
      Key key = key(stroke);
      if (key != null) {
        inputs.accept(new Input.Pressed(key));
      }
    }
  }

  private static String pasted(KeyStroke stroke) {
    return switch (stroke.getKeyType()) {
      case Enter -> "\n";
      case Tab -> "\t";
      case Character ->
          stroke.isCtrlDown()
              ? (stroke.getCharacter() == 'j' ? "\n" : "")
              : stroke.getCharacter().toString();
      default -> "";
    };
  }

  static @Nullable Key key(KeyStroke stroke) {
    return switch (stroke.getKeyType()) {
      case Character -> character(stroke);
      case Enter -> stroke.isAltDown() ? Key.Action.NEW_LINE : Key.Action.ENTER;
      case Tab -> Key.Action.TAB;
      case Backspace -> stroke.isAltDown() ? Key.Action.DELETE_WORD : Key.Action.BACKSPACE;
      case Delete -> Key.Action.DELETE;
      case Escape -> Key.Action.ESCAPE;
      case ArrowLeft -> wordwise(stroke) ? Key.Action.WORD_LEFT : Key.Action.LEFT;
      case ArrowRight -> wordwise(stroke) ? Key.Action.WORD_RIGHT : Key.Action.RIGHT;
      case ArrowUp -> Key.Action.UP;
      case ArrowDown -> Key.Action.DOWN;
      case Home -> Key.Action.LINE_START;
      case End -> Key.Action.LINE_END;
      case PageUp -> Key.Action.PAGE_UP;
      case PageDown -> Key.Action.PAGE_DOWN;
      default -> null;
    };
  }

  private static boolean wordwise(KeyStroke stroke) {
    return stroke.isAltDown() || stroke.isCtrlDown();
  }

  private static @Nullable Key alt(char character) {
    return switch (character) {
      case 'b' -> Key.Action.WORD_LEFT;
      case 'd' -> Key.Action.DELETE_NEXT_WORD;
      case 'f' -> Key.Action.WORD_RIGHT;
      default -> null;
    };
  }

  private static @Nullable Key character(KeyStroke stroke) {
    char character = stroke.getCharacter();
    if (!stroke.isCtrlDown()) {
      return stroke.isAltDown() ? alt(character) : new Key.Text(String.valueOf(character));
    }
    return switch (character) {
      case 'a' -> Key.Action.LINE_START;
      case 'b' -> Key.Action.LEFT;
      case 'c' -> Key.Action.INTERRUPT;
      case 'd' -> Key.Action.END_OF_INPUT;
      case 'e' -> Key.Action.LINE_END;
      case 'f' -> Key.Action.RIGHT;
      case 'j' -> Key.Action.NEW_LINE;
      case 'k' -> Key.Action.DELETE_TO_END;
      case 'l' -> Key.Action.REDRAW;
      case 'n' -> Key.Action.DOWN;
      case 'o' -> Key.Action.TOGGLE_DETAILS;
      case 'p' -> Key.Action.UP;
      case 'r' -> Key.Action.SEARCH;
      case 'u' -> Key.Action.DELETE_TO_START;
      case 'w' -> Key.Action.DELETE_WORD;
      case 'y' -> Key.Action.YANK;
      case '_' -> Key.Action.UNDO;
      default -> null;
    };
  }
}
