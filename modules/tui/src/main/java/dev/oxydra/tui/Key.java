package dev.oxydra.tui;

/** What a person does at the keyboard. */
sealed interface Key {
  /** Typed or pasted text; it may have line breaks. */
  record Text(String text) implements Key {}

  /** Everything else. */
  enum Action implements Key {
    ENTER,
    NEW_LINE,
    BACKSPACE,
    DELETE,
    DELETE_WORD,
    DELETE_TO_START,
    DELETE_TO_END,
    LEFT,
    RIGHT,
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
    /** Enter with Ctrl, which not every terminal can tell. */
    CTRL_ENTER,
    SUSPEND
  }
}
