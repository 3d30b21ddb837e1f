package dev.oxydra.tui;

import dev.oxydra.types.ApprovalEvent.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What keys do while a question is shown. One key answers, unless something stands in the input:
 * then keys go there, and Enter sends it as the answer.
 */
final class CardKeys {
  /** Who was typing when the question came didn't see it. */
  private static final Duration UNSEEN = Duration.ofMillis(700);

  static final String CHOICES =
      "y once, s in this session, a always, n no; Tab adds a note; Esc closes";

  private CardKeys() {}

  static Step press(Screen screen, QuestionCard card, Key key, Instant now) {
    if (card.noting()) {
      return note(screen, card, key);
    }
    boolean isWriting = !screen.editor().draft().isEmpty();
    if (isWriting || card.since().plus(UNSEEN).isAfter(now)) {
      return key == Key.Action.ESCAPE ? close(screen) : Keys.type(screen, key, now);
    }
    return switch (key) {
      case Key.Text typed -> decide(screen, card, typed, now);
      case Key.Paste _ -> Keys.type(screen, key, now);
      case Key.Action action -> act(screen, card, action, now);
    };
  }

  private static Step act(Screen screen, QuestionCard card, Key.Action action, Instant now) {
    return switch (action) {
      case UP -> Step.of(screen.showing(card.scrolled(card.top() - 1)));
      case DOWN -> Step.of(screen.showing(card.scrolled(card.top() + 1)));
      case PAGE_UP -> Step.of(screen.showing(card.scrolled(card.top() - PanelKeys.page(screen))));
      case PAGE_DOWN -> Step.of(screen.showing(card.scrolled(card.top() + PanelKeys.page(screen))));
      case TAB -> Step.of(screen.showing(card.noting(card.note())));
      case ENTER ->
          card.always()
              ? answer(screen, card, Decision.ALLOW_ALWAYS)
              : Step.of(screen.hinted(CHOICES));
      case ESCAPE -> card.always() ? Step.of(screen.showing(card.always(false))) : close(screen);
      default -> Keys.type(screen, action, now);
    };
  }

  private static Step close(Screen screen) {
    return Step.of(screen.showing(null).hinted("/approve shows the question again."));
  }

  /** For good takes one key more: it is easily hit, and long regretted. */
  private static Step decide(Screen screen, QuestionCard card, Key.Text typed, Instant now) {
    return switch (typed.text().toLowerCase(Locale.ROOT)) {
      case "y" -> answer(screen, card, Decision.ALLOW_ONCE);
      case "s" -> answer(screen, card, Decision.ALLOW_SESSION);
      case "n" -> answer(screen, card, Decision.DENY);
      case "a" -> Step.of(screen.showing(card.always(true)));
      default -> Keys.type(screen.hinted(CHOICES), typed, now);
    };
  }

  private static Step note(Screen screen, QuestionCard card, Key key) {
    String note = card.note();
    QuestionCard changed =
        switch (key) {
          case Key.Text typed -> card.noting(note + typed.plain());
          case Key.Paste pasted -> card.noting(note + PlainText.line(pasted.text()));
          case Key.Action.BACKSPACE -> card.noting(PanelKeys.shortened(note));
          case Key.Action.DELETE_TO_START -> card.noting("");
          case Key.Action.ENTER, Key.Action.TAB -> card.noted();
          case Key.Action.ESCAPE, Key.Action.INTERRUPT -> card.noting("").noted();
          default -> card;
        };
    return Step.of(screen.showing(changed));
  }

  private static Step answer(Screen screen, QuestionCard card, Decision decision) {
    if (!screen.online()) {
      return Step.of(screen.hinted(PanelKeys.OFFLINE));
    }
    String note = card.note().strip();
    return Step.send(
        screen.showing(null),
        Requests.resolve(
            screen.conversation().questions().getFirst().approvalId(),
            decision,
            note.isEmpty() ? null : note));
  }
}
