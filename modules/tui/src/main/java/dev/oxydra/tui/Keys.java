package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.TurnId;
import java.util.List;

/** What keys do. */
final class Keys {
  private Keys() {}

  static Step press(Screen before, Key key) {
    Screen screen = before.hinted("");
    Overlay overlay = screen.memory().overlay();
    return overlay == null ? type(screen, key) : OverlayKeys.press(screen, overlay, key);
  }

  private static Step type(Screen screen, Key key) {
    Draft draft = screen.editor().draft();
    return switch (key) {
      case Key.Text typed ->
          Step.of(screen.with(draft.insert(PlainText.of(typed.text().replace('\r', '\n')))));
      case Key.Action action ->
          switch (action) {
            case ENTER, CTRL_ENTER -> enter(screen);
            case NEW_LINE -> Step.of(screen.with(draft.insert("\n")));
            case BACKSPACE -> Step.of(screen.with(draft.backspace()));
            case DELETE -> Step.of(screen.with(draft.delete()));
            case DELETE_WORD -> Step.of(screen.with(draft.deleteWord()));
            case DELETE_TO_START -> Step.of(screen.with(draft.deleteToStart()));
            case DELETE_TO_END -> Step.of(screen.with(draft.deleteToEnd()));
            case LEFT -> Step.of(screen.with(draft.left()));
            case RIGHT -> Step.of(screen.with(draft.right()));
            case LINE_START -> Step.of(screen.with(draft.toLineStart()));
            case LINE_END -> Step.of(screen.with(draft.toLineEnd()));
            case UP -> Step.of(screen.with(screen.editor().up()));
            case DOWN -> Step.of(screen.with(screen.editor().down()));
            case PAGE_UP -> Step.of(screen.with(screen.scroll().pageUp()));
            case PAGE_DOWN -> Step.of(screen.with(screen.scroll().pageDown()));
            case INTERRUPT -> interrupt(screen);
            case END_OF_INPUT ->
                draft.isEmpty() ? Step.quit(screen) : Step.of(screen.with(draft.delete()));
            case ESCAPE -> Step.of(screen);
            case REDRAW -> new Step(screen, List.of(new Effect.Repaint()));
            case SUSPEND -> new Step(screen, List.of(new Effect.Suspend()));
          };
    };
  }

  private static Step enter(Screen screen) {
    String text = screen.editor().draft().text().strip();
    if (text.isEmpty()) {
      return Step.of(screen);
    }
    if (text.startsWith("/")) {
      return Commands.run(screen, text);
    }
    return screen.conversation().questions().isEmpty()
        ? send(screen, text)
        : Questions.answer(screen, text);
  }

  private static Step send(Screen screen, String text) {
    Session session = screen.session();
    if (!screen.online() || session == null) {
      return Step.of(
          screen.hinted("Not connected: the message stays here until you send it again."));
    }
    if (screen.conversation().isBusy()) {
      return Step.of(screen.hinted("A turn is running. Wait for it, or cancel it with Ctrl+C."));
    }
    ClientFrame.SendTurn frame =
        new ClientFrame.SendTurn(
            Requests.id(), session.id(), TurnId.create(), text, null, screen.selection());
    return Step.send(
        screen
            .with(screen.editor().sent(text))
            .with(screen.conversation().pending(frame))
            .with(Scroll.BOTTOM),
        frame);
  }

  /** A prompt that was refused goes back into an empty input, else stays in the history. */
  static Screen takenBack(Screen screen, ClientFrame.SendTurn pending) {
    Screen free = screen.with(screen.conversation().pending(null));
    return free.editor().draft().isEmpty() ? free.with(Draft.at(pending.prompt())) : free;
  }

  private static Step interrupt(Screen screen) {
    return screen.conversation().isBusy() && screen.online() ? cancel(screen) : Step.quit(screen);
  }

  /** Asks for the end of the running turn; once is enough. */
  static Step cancel(Screen screen) {
    Conversation conversation = screen.conversation();
    RunningTurn running = conversation.running();
    Session session = screen.session();
    if (session == null || !conversation.isBusy()) {
      return Step.of(screen.hinted("No turn is running."));
    }
    ClientFrame.SendTurn pending = conversation.pending();
    if (running == null) {
      return pending == null
          ? Step.of(screen)
          : Step.send(screen, Requests.cancel(session, pending.turnId()));
    }
    if (running.cancelling()) {
      return Step.of(screen.hinted("The turn is being cancelled. /quit leaves at once."));
    }
    RunningTurn ending = new RunningTurn(running.id(), running.since(), running.doing(), true);
    return Step.send(
        screen.with(conversation.with(ending)), Requests.cancel(session, running.id()));
  }
}
