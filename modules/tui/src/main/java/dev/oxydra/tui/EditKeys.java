package dev.oxydra.tui;

/** What keys do to the draft, as in a shell. */
final class EditKeys {
  private EditKeys() {}

  static Editor press(Editor editor, Key.Action action) {
    Draft draft = editor.draft();
    return switch (action) {
      case NEW_LINE -> editor.with(draft.insert("\n"));
      case TAB -> editor.with(draft.insert("    "));
      case BACKSPACE -> editor.with(draft.backspace());
      case DELETE, END_OF_INPUT -> editor.with(draft.delete());
      case DELETE_WORD -> editor.cut(draft.deleteWord());
      case DELETE_NEXT_WORD -> editor.cut(draft.deleteNextWord());
      case DELETE_TO_START -> editor.cut(draft.deleteToStart());
      case DELETE_TO_END -> editor.cut(draft.deleteToEnd());
      case YANK -> editor.yank();
      case UNDO -> editor.undo();
      case SEARCH -> editor.search("");
      case LEFT -> editor.with(draft.left());
      case RIGHT -> editor.with(draft.right());
      case WORD_LEFT -> editor.with(draft.wordLeft());
      case WORD_RIGHT -> editor.with(draft.wordRight());
      case UP -> editor.up();
      case DOWN -> editor.down();
      case LINE_START -> editor.with(draft.toLineStart());
      case LINE_END -> editor.with(draft.toLineEnd());
      case ENTER,
          PAGE_UP,
          PAGE_DOWN,
          ESCAPE,
          INTERRUPT,
          REDRAW,
          TOGGLE_DETAILS,
          CTRL_ENTER,
          EDITOR,
          SUSPEND ->
          editor;
    };
  }
}
