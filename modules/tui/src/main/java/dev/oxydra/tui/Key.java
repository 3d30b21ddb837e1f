package dev.oxydra.tui;

/** What a person does at the keyboard. */
sealed interface Key {
  /** Typed text. */
  record Text(String text) implements Key {
    String plain() {
      return Key.plain(text);
    }
  }

  /** Pasted text; it may have line breaks. */
  record Paste(String text) implements Key {
    String plain() {
      return Key.plain(text);
    }
  }

  private static String plain(String text) {
    return PlainText.of(text.replace('\r', '\n'));
  }

  /** Everything else. */
  enum Action implements Key {
    ENTER,
    NEW_LINE,
    TAB,
    BACKSPACE,
    DELETE,
    DELETE_WORD,
    DELETE_NEXT_WORD,
    DELETE_TO_START,
    DELETE_TO_END,
    YANK,
    UNDO,
    SEARCH,
    LEFT,
    RIGHT,
    WORD_LEFT,
    WORD_RIGHT,
    UP,
    DOWN,
    LINE_START,
    LINE_END,
    PAGE_UP,
    PAGE_DOWN,
    ESCAPE,
    INTERRUPT,
    END_OF_INPUT,
    REDRAW,
    TOGGLE_DETAILS,

    /** Enter with Ctrl, which not every terminal can tell. */
    CTRL_ENTER,
    EDITOR,
    SUSPEND
  }
}
