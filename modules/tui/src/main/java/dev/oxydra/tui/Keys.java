package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.TurnId;
import java.util.List;

/** What keys do. */
final class Keys {
  /** Lines that the pane moves by a page key; the pane's height would need the terminal. */
  private static final int PAGE = 10;

  private Keys() {}

  static Step press(Screen before, Key key) {
    Screen screen = before.hinted("");
    Editor editor = screen.editor();
    return switch (key) {
      case Key.Text typed ->
          Step.of(
              edit(screen, editor.draft().insert(PlainText.of(typed.text().replace('\r', '\n')))));
      case Key.Action action ->
          switch (action) {
            case ENTER -> enter(screen);
            case NEW_LINE -> Step.of(edit(screen, editor.draft().insert("\n")));
            case BACKSPACE -> Step.of(edit(screen, editor.draft().backspace()));
            case DELETE -> Step.of(edit(screen, editor.draft().delete()));
            case DELETE_WORD -> Step.of(edit(screen, editor.draft().deleteWord()));
            case DELETE_TO_START -> Step.of(edit(screen, editor.draft().deleteToStart()));
            case DELETE_TO_END -> Step.of(edit(screen, editor.draft().deleteToEnd()));
            case LEFT -> Step.of(edit(screen, editor.draft().left()));
            case RIGHT -> Step.of(edit(screen, editor.draft().right()));
            case LINE_START -> Step.of(edit(screen, editor.draft().toLineStart()));
            case LINE_END -> Step.of(edit(screen, editor.draft().toLineEnd()));
            case UP -> Step.of(screen.with(editor.up()));
            case DOWN -> Step.of(screen.with(editor.down()));
            case PAGE_UP -> Step.of(screen.scrolled(screen.scroll() + PAGE));
            case PAGE_DOWN -> Step.of(screen.scrolled(screen.scroll() - PAGE));
            case INTERRUPT -> interrupt(screen);
            case END_OF_INPUT ->
                editor.draft().isEmpty()
                    ? Step.quit(screen)
                    : Step.of(edit(screen, editor.draft().delete()));
            case REDRAW -> new Step(screen, List.of(new Effect.Repaint()));
          };
    };
  }

  private static Screen edit(Screen screen, Draft draft) {
    return screen.with(screen.editor().with(draft));
  }

  private static Step enter(Screen screen) {
    String text = screen.editor().draft().text().strip();
    if (text.isEmpty()) {
      return Step.of(screen);
    }
    return text.startsWith("/") ? Commands.run(screen, text) : send(screen, text);
  }

  private static Step send(Screen screen, String text) {
    Session session = screen.session();
    if (!screen.online() || session == null) {
      return Step.of(
          screen.hinted("Not connected: the message stays here until you send it again."));
    }
    if (screen.conversation().running() != null || screen.pending() != null) {
      return Step.of(screen.hinted("A turn is running. Wait for it, or cancel it with Ctrl+C."));
    }
    ClientFrame.SendTurn frame =
        new ClientFrame.SendTurn(Requests.id(), session.id(), TurnId.create(), text, null);
    return Step.send(
        screen.with(screen.editor().sent(text)).pending(new Pending(frame)).scrolled(0), frame);
  }

  /** A prompt that was refused goes back into an empty input, else stays in the history. */
  static Screen takenBack(Screen screen, Pending pending) {
    Screen free = screen.pending(null);
    return free.editor().draft().isEmpty() ? edit(free, Draft.at(pending.frame().prompt())) : free;
  }

  private static Step interrupt(Screen screen) {
    return screen.conversation().running() == null || !screen.online()
        ? Step.quit(screen)
        : cancel(screen);
  }

  /** Asks for the end of the running turn; once is enough. */
  static Step cancel(Screen screen) {
    Conversation conversation = screen.conversation();
    RunningTurn running = conversation.running();
    Session session = screen.session();
    if (running == null || session == null) {
      return Step.of(screen.hinted("No turn is running."));
    }
    if (running.cancelling()) {
      return Step.of(screen.hinted("The turn is being cancelled. /quit leaves at once."));
    }
    RunningTurn ending = new RunningTurn(running.id(), running.since(), running.doing(), true);
    return Step.send(screen.with(conversation.with(ending)), Requests.cancel(session, running));
  }
}
