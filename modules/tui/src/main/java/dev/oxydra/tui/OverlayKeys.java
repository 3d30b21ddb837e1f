package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.MemoryEvent;
import dev.oxydra.types.SessionId;
import java.util.List;
import java.util.Locale;

/** What keys do while a list is open over the conversation. */
final class OverlayKeys {
  private static final int PAGE = 5;

  private OverlayKeys() {}

  static Step press(Screen screen, Overlay overlay, Key key) {
    return switch (key) {
      case Key.Text typed -> typed(screen, overlay, typed.text().toLowerCase(Locale.ROOT));
      case Key.Paste pasted -> Step.of(screen.hinted("Esc closes the list; then you can paste."));
      case Key.Action action ->
          switch (action) {
            case UP -> show(screen, overlay.moved(-1));
            case DOWN -> show(screen, overlay.moved(1));
            case PAGE_UP -> show(screen, overlay.moved(-PAGE));
            case PAGE_DOWN -> show(screen, overlay.moved(PAGE));
            case ENTER -> enter(screen, overlay);
            case ESCAPE, INTERRUPT ->
                overlay.asking() ? show(screen, overlay.asking(false)) : close(screen);
            case END_OF_INPUT -> close(screen);
            case REDRAW -> new Step(screen, List.of(new Effect.Repaint()));
            case SUSPEND -> new Step(screen, List.of(new Effect.Suspend()));
            case TOGGLE_DETAILS,
                CTRL_ENTER,
                EDITOR,
                NEW_LINE,
                TAB,
                BACKSPACE,
                DELETE,
                DELETE_WORD,
                DELETE_NEXT_WORD,
                YANK,
                UNDO,
                SEARCH,
                WORD_LEFT,
                WORD_RIGHT,
                DELETE_TO_START,
                DELETE_TO_END,
                LEFT,
                RIGHT,
                LINE_START,
                LINE_END ->
                Step.of(screen);
          };
    };
  }

  private static Step show(Screen screen, Overlay overlay) {
    return Step.of(screen.with(screen.memory().with(overlay)));
  }

  private static Step close(Screen screen) {
    return Step.of(closed(screen));
  }

  private static Screen closed(Screen screen) {
    return screen.with(screen.memory().with((Overlay) null));
  }

  private static Step typed(Screen screen, Overlay overlay, String text) {
    if (overlay.asking()) {
      return switch (text) {
        case "y" -> forget(screen, overlay);
        case "n" -> show(screen, overlay.asking(false));
        default -> Step.of(screen.hinted("y forgets them for good, n doesn't."));
      };
    }
    boolean ticking = overlay.kind() == Overlay.Kind.FORGET;
    return switch (text) {
      case " " -> ticking ? show(screen, overlay.toggled()) : Step.of(screen);
      case "a" -> ticking ? show(screen, overlay.toggledAll()) : Step.of(screen);
      case "q" -> close(screen);
      default -> Step.of(screen.hinted("Esc closes the list; then you can type."));
    };
  }

  private static Step enter(Screen screen, Overlay overlay) {
    if (overlay.kind() != Overlay.Kind.FORGET) {
      return go(screen, overlay.item());
    }
    return overlay.ticked().isEmpty()
        ? Step.of(screen.hinted("Nothing is selected: Space selects, a selects all."))
        : show(screen, overlay.asking(true));
  }

  private static Step forget(Screen screen, Overlay overlay) {
    if (!screen.online()) {
      return Step.of(screen.hinted(PanelKeys.OFFLINE));
    }
    String id = Requests.id();
    List<MemoryEvent.Place> places = overlay.places();
    Screen asked =
        closed(screen)
            .with(screen.memory().with((Overlay) null).with(new MemoryView.Forgetting(id, places)));
    return Step.send(asked, Requests.forget(id, places));
  }

  /** Shows where it was said, or the note taken. */
  private static Step go(Screen screen, Overlay.Item item) {
    SessionId session = item.session();
    Long place = item.place().seq();
    long seq = place == null ? 0 : place;
    if (session == null) {
      return Step.of(screen.hinted("It isn't known where this note was taken."));
    }
    if (screen.shows(session)) {
      return Step.of(arrived(closed(screen), seq));
    }
    if (!screen.online()) {
      return Step.of(screen.hinted(PanelKeys.OFFLINE));
    }
    ClientFrame change = Requests.switchTo(session);
    MemoryView.Jump jump = new MemoryView.Jump(change.requestId(), session, seq);
    return Step.send(screen.with(screen.memory().with((Overlay) null).with(jump)), change);
  }

  /**
   * At the message, in its session.
   *
   * @param seq 0 for the session itself
   */
  static Screen arrived(Screen screen, long seq) {
    if (seq == 0) {
      return screen.hinted("The note was taken in this session.");
    }
    return screen.conversation().message(seq) == null
        ? screen.hinted("That message is not on the screen: it is too old, or not there any more.")
        : screen.with(screen.scroll().to(seq));
  }
}
