package dev.oxydra.tui;

import dev.oxydra.types.Attachment;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.SlashCommand;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** What keys do. */
final class Keys {
  /** A second Ctrl+C so soon means the program. */
  private static final Duration TWICE = Duration.ofSeconds(1);

  private static final String OFFLINE =
      "Not connected: the message stays here until you send it again.";

  private static final Pattern FILE = Pattern.compile("\\s*(?:'?/|~/|file://)[^\n]{1,4000}\\s*");

  private Keys() {}

  static Step press(Screen before, Key key, Instant now) {
    Screen screen = before.hinted("");
    Overlay overlay = screen.memory().overlay();
    if (overlay != null) {
      return OverlayKeys.press(screen, overlay, key);
    }
    Panel panel = screen.overview().panel();
    if (panel != null) {
      return PanelKeys.press(screen, panel, key, now);
    }
    if (screen.editor().history().isSearching()) {
      return SearchKeys.press(screen, key, now);
    }
    Step chosen = CompletionKeys.press(screen, key, now);
    return chosen == null ? type(screen, key, now) : chosen;
  }

  static Step type(Screen screen, Key key, Instant now) {
    return switch (key) {
      case Key.Text typed -> typed(screen, typed.plain());
      case Key.Paste paste -> pasted(screen, paste.plain());
      case Key.Action action -> act(screen, action, now);
    };
  }

  private static Step typed(Screen screen, String text) {
    Screen changed = screen.with(screen.editor().draft().insert(text));
    return text.equals("@") ? new Step(changed, List.of(new Effect.ListFiles())) : Step.of(changed);
  }

  /** A file that is dropped on a terminal comes as its name. */
  private static Step pasted(Screen screen, String text) {
    return FILE.matcher(text).matches()
        ? new Step(screen, List.of(new Effect.Attach(text, text)))
        : Step.of(screen.with(screen.editor().paste(text)));
  }

  private static Step act(Screen screen, Key.Action action, Instant now) {
    return switch (action) {
      case ENTER -> enter(screen, now);
      case PAGE_UP -> Step.of(screen.with(screen.scroll().pageUp()));
      case PAGE_DOWN -> Step.of(screen.with(screen.scroll().pageDown()));
      case INTERRUPT -> interrupt(screen, now);
      case END_OF_INPUT ->
          screen.editor().draft().isEmpty()
              ? Step.quit(screen)
              : Step.of(screen.with(EditKeys.press(screen.editor(), action)));
      case ESCAPE ->
          screen.conversation().turns().running() == null ? Step.of(screen) : cancel(screen, now);
      case REDRAW -> new Step(screen, List.of(new Effect.Repaint()));
      case SUSPEND -> new Step(screen, List.of(new Effect.Suspend()));
      case EDITOR -> new Step(screen, List.of(new Effect.Edit(screen.editor().text())));
      case CTRL_ENTER -> ctrlEnter(screen, now);
      case TOGGLE_DETAILS -> Step.of(screen.with(screen.conversation().toggled()));
      case UP -> up(screen);
      case NEW_LINE,
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
          DOWN,
          LINE_START,
          LINE_END ->
          Step.of(screen.with(EditKeys.press(screen.editor(), action)));
    };
  }

  /** What is typed goes to the turn that runs; without one it is sent. */
  private static Step ctrlEnter(Screen screen, Instant now) {
    String text = screen.editor().text();
    boolean steers =
        screen.conversation().turns().running() != null
            && !text.isEmpty()
            && !text.startsWith("/")
            && screen.conversation().questions().isEmpty();
    return steers ? steer(screen, text) : enter(screen, now);
  }

  private static Step enter(Screen screen, Instant now) {
    String text = screen.editor().text();
    if (text.isEmpty()) {
      return Step.of(screen);
    }
    if (text.startsWith("/")) {
      return Commands.run(screen, text, now);
    }
    return screen.conversation().questions().isEmpty()
        ? send(screen, text)
        : Questions.answer(screen, text);
  }

  /** What is sent while a turn runs waits for its end. */
  static Step send(Screen screen, String text) {
    Session session = screen.session();
    List<Attachment> files = screen.editor().pastes().attached(screen.editor().draft().text());
    if (!screen.online() || session == null) {
      return Step.of(screen.hinted(OFFLINE));
    }
    ClientFrame.SendTurn frame =
        new ClientFrame.SendTurn(
            Requests.id(),
            session.id(),
            TurnId.create(),
            text,
            files.isEmpty() ? null : files,
            screen.selection());
    Conversation conversation = screen.conversation();
    Screen sent =
        screen
            .with(screen.editor().sent(text))
            .with(conversation.with(conversation.turns().sent(frame)))
            .with(Scroll.BOTTOM);
    return Step.send(sent, frame);
  }

  /** Puts a message before the running turn's next call of the model. */
  static Step steer(Screen screen, String text) {
    Session session = screen.session();
    RunningTurn running = screen.conversation().turns().running();
    if (!screen.online() || session == null) {
      return Step.of(screen.hinted(OFFLINE));
    }
    if (running == null) {
      return Step.of(screen.hinted("No turn is running: Enter sends this as a turn of its own."));
    }
    return Step.send(
        screen.with(screen.editor().sent(text)).hinted("The agent sees this before its next step."),
        Requests.steer(session, running.id(), text));
  }

  /** On an empty input, the last message that waits comes back into it. */
  private static Step up(Screen screen) {
    List<QueueFrame.Item> queue = screen.conversation().turns().queue();
    Session session = screen.session();
    if (!screen.editor().draft().isEmpty() || queue.isEmpty() || session == null) {
      return Step.of(screen.with(screen.editor().up()));
    }
    QueueFrame.Item last = queue.getLast();
    return Step.send(
        screen.with(Draft.at(last.prompt())).hinted("This doesn't wait any more: send it again."),
        Requests.unqueue(session, last.turnId()));
  }

  /** A prompt that was refused goes back into an empty input, else stays in the history. */
  static Screen takenBack(Screen screen, ClientFrame.SendTurn pending) {
    Conversation conversation = screen.conversation();
    Screen free = screen.with(conversation.with(conversation.turns().settled(pending.turnId())));
    return free.editor().draft().isEmpty() ? free.with(Draft.at(pending.prompt())) : free;
  }

  private static Step interrupt(Screen screen, Instant now) {
    RunningTurn running = screen.conversation().turns().running();
    if (running != null && isTwice(running, now)) {
      return Step.quit(screen);
    }
    if (screen.conversation().isBusy() && screen.online()) {
      return cancel(screen, now);
    }
    return screen.editor().draft().isEmpty()
        ? Step.quit(screen)
        : Step.of(
            screen
                .with(screen.editor().cut(Draft.EMPTY))
                .hinted("Ctrl+C again leaves; Ctrl+Y brings the text back."));
  }

  private static boolean isTwice(RunningTurn running, Instant now) {
    Instant at = running.cancelledAt();
    return at != null && Duration.between(at, now).compareTo(TWICE) < 0;
  }

  /** Asks for the end of the running turn; once is enough. */
  static Step cancel(Screen screen, Instant now) {
    Conversation conversation = screen.conversation();
    Turns turns = conversation.turns();
    RunningTurn running = turns.running();
    Session session = screen.session();
    if (session == null || !conversation.isBusy()) {
      return Step.of(screen.hinted("No turn is running."));
    }
    if (running == null) {
      return Step.send(screen, Requests.cancel(session, turns.pending().getFirst().turnId()));
    }
    if (running.cancelling()) {
      return Step.of(screen.hinted("The turn is being cancelled. /quit leaves at once."));
    }
    return Step.send(
        screen
            .with(conversation.with(turns.running(running.cancelled(now))))
            .hinted(turns.queue().isEmpty() ? "" : goesOn(turns.queue().size())),
        Requests.cancel(session, running.id()));
  }

  private static String goesOn(int waiting) {
    return "%s next; %s cancels all."
        .formatted(
            waiting == 1 ? "The message that waits runs" : waiting + " messages that wait run",
            SlashCommand.CANCELALL.word());
  }
}
