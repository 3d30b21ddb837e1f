package dev.oxydra.tui;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What keys do while completions are listed. */
final class CompletionKeys {
  private CompletionKeys() {}

  /** Null for a key that means what it always does. */
  static @Nullable Step press(Screen screen, Key key, Instant now) {
    Editor editor = screen.editor();
    Completions list = Completions.of(editor);
    if (list.isEmpty() || !(key instanceof Key.Action action)) {
      return null;
    }
    return switch (action) {
      case UP -> Step.of(screen.with(editor.choosing(list.chosen() - 1 + list.choices().size())));
      case DOWN -> Step.of(screen.with(editor.choosing(list.chosen() + 1)));
      case TAB -> Step.of(screen.with(list.taken()));
      case ESCAPE -> Step.of(screen.with(editor.choosing(Editor.NO_CHOICE)));
      case ENTER -> enter(screen, list, now);
      default -> null;
    };
  }

  /** A command that was begun is run when nothing has to follow. */
  private static @Nullable Step enter(Screen screen, Completions list, Instant now) {
    Completions.Choice choice = list.choice();
    if (list.isTyped()) {
      return null;
    }
    Screen taken = screen.with(list.taken());
    return choice.complete() ? Keys.type(taken, Key.Action.ENTER, now) : Step.of(taken);
  }
}
