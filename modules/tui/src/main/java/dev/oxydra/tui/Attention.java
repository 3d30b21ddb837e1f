package dev.oxydra.tui;

import dev.oxydra.types.ServerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What tells a person who looks elsewhere how things are: the window's title, and the bell. */
final class Attention {
  /** Who has waited for longer may be doing something else by now. */
  private static final Duration LONG = Duration.ofSeconds(10);

  /** What is told later than that happened while nobody was connected. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int TITLE_WIDTH = 80;

  private Attention() {}

  /** The session, with a mark while a turn runs. */
  static String title(Screen screen) {
    Session session = screen.session();
    String label = session == null ? screen.user().value() : session.label();
    String mark = screen.conversation().turns().running() == null ? "" : "* ";
    return DisplayWidth.shorten(mark + "oxydra: " + PlainText.line(label), TITLE_WIDTH);
  }

  /** With the bell, where a turn that took long has ended or asks for something. */
  static Step heard(Screen before, Input input, Step step, Instant now) {
    if (!(input instanceof Input.Received received) || !isFresh(received.frame(), now)) {
      return step;
    }
    RunningTurn running = before.conversation().turns().running();
    Screen after = step.screen();
    boolean sees = before.session() != null && after.shows(before.session().id());
    boolean heeds =
        sees
            && running != null
            && !running.since().plus(LONG).isAfter(now)
            && !running.cancelling()
            && (isOver(running, after) || isAsking(before, after));
    return heeds ? ringing(step) : step;
  }

  private static boolean isFresh(ServerFrame frame, Instant now) {
    return !(frame instanceof ServerFrame.Journalled event) || isFresh(event.ts(), now);
  }

  /** Whether it was just now. */
  static boolean isFresh(Instant at, Instant now) {
    return at.plus(FRESH).isAfter(now);
  }

  private static boolean isOver(RunningTurn turn, Screen after) {
    RunningTurn running = after.conversation().turns().running();
    return running == null || !running.id().equals(turn.id());
  }

  private static boolean isAsking(Screen before, Screen after) {
    return after.conversation().questions().size() > before.conversation().questions().size();
  }

  private static Step ringing(Step step) {
    List<Effect> effects = new ArrayList<>(step.effects());
    effects.add(new Effect.Bell());
    return new Step(step.screen(), effects);
  }
}
