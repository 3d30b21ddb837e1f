package dev.oxydra.tui;

import java.time.Instant;
import java.util.Objects;

/** What keys do while the history is searched. */
final class SearchKeys {
  private SearchKeys() {}

  static Step press(Screen screen, Key key, Instant now) {
    Editor editor = screen.editor();
    String words = Objects.requireNonNullElse(editor.history().query(), "");
    return switch (key) {
      case Key.Text typed -> Step.of(screen.with(editor.search(words + typed.plain())));
      case Key.Paste paste -> Step.of(screen.with(editor.search(words + paste.plain())));
      case Key.Action action -> act(screen, action, words, now);
    };
  }

  private static Step act(Screen screen, Key.Action action, String words, Instant now) {
    Editor editor = screen.editor();
    return switch (action) {
      case SEARCH, UP -> Step.of(screen.with(editor.searchOlder()));
      case BACKSPACE ->
          Step.of(
              screen.with(
                  editor.search(
                      words.substring(
                          0, words.length() - DisplayWidth.lastCluster(words).length()))));
      case ESCAPE, INTERRUPT -> Step.of(screen.with(editor.searched(false)));
      case ENTER, TAB -> Step.of(screen.with(editor.searched(true)));
      default -> Keys.type(screen.with(editor.searched(true)), action, now);
    };
  }
}
