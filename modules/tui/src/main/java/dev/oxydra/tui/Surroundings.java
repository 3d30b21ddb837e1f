package dev.oxydra.tui;

import dev.oxydra.tui.Entry.Level;
import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.AgentConfig.ApprovalMode;
import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.ApprovalModeChanged;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.SessionId;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is asked, and when, about what is around the conversation; and {@code /mode}. */
final class Surroundings {
  private Surroundings() {}

  /** A session is shown as it is now. */
  static Step joined(Step step, SessionId session) {
    return step.screen().overview().served()
        ? step.and(Requests.today()).and(Requests.running()).and(Requests.mode(session))
        : step;
  }

  /** A turn says that it goes on: so may those that work for it. */
  static Step progress(Screen screen) {
    return screen.overview().served() && !screen.overview().running().isEmpty()
        ? Step.send(screen, Requests.running())
        : Step.of(screen);
  }

  /** After an event of the session. Of what is replayed nothing is asked. */
  static Step told(Screen screen, Event event, Instant now) {
    if (event.payload() instanceof ApprovalEvent) {
      return Step.of(asked(screen, now));
    }
    return screen.overview().served() && screen.overview().live()
        ? changed(screen, event)
        : Step.of(screen);
  }

  private static Step changed(Screen screen, Event event) {
    return switch (event.payload()) {
      case ApprovalModeChanged _ -> Step.send(screen, Requests.mode(event.sessionId()));
      case ActorEvent _ -> Step.send(screen, Requests.running());
      case EventPayload.TurnCompleted _ -> ended(screen);
      case EventPayload.TurnCancelled _ -> ended(screen);
      case EventPayload.TurnFailed _ -> ended(screen);
      default -> Step.of(screen);
    };
  }

  private static Step ended(Screen screen) {
    return Step.send(screen, Requests.today()).and(Requests.running());
  }

  /** Shows the question that waits, where nothing else is shown. */
  private static Screen asked(Screen screen, Instant now) {
    boolean asks = !screen.conversation().questions().isEmpty();
    Panel panel = screen.overview().panel();
    if (!asks) {
      return panel instanceof QuestionCard ? screen.showing(null) : screen;
    }
    return panel == null && screen.memory().overlay() == null
        ? screen.showing(QuestionCard.at(now))
        : screen;
  }

  /**
   * The command.
   *
   * @param wish a mode, {@code default}, or nothing for what holds
   */
  static Step mode(Screen screen, Screen sent, String wish) {
    String word = wish.toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    if (wish.isEmpty()) {
      return Requests.send(screen, sent, it -> Requests.tellMode(it.id()));
    }
    if (word.equals("DEFAULT")) {
      return Requests.send(screen, sent, it -> Requests.set(it.id(), null));
    }
    return Arrays.stream(ApprovalMode.values())
        .filter(mode -> mode.name().equals(word))
        .findFirst()
        .map(mode -> Requests.send(screen, sent, it -> Requests.set(it.id(), mode)))
        .orElseGet(() -> Step.of(screen.hinted("/mode takes one of " + words() + ", or default.")));
  }

  private static String words() {
    return Arrays.stream(ApprovalMode.values())
        .map(Surroundings::word)
        .collect(Collectors.joining(", "));
  }

  static String word(ApprovalMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  static Screen receive(Screen screen, ApprovalFrame.ApprovalModeIs it) {
    if (!screen.shows(it.session().sessionId())) {
      return screen;
    }
    Screen known = screen.with(screen.overview().in(it.mode()));
    return Requests.isOf(Requests.MODE, it.requestId())
        ? known
        : known.notice(
            Level.INFO,
            "Mode %s: %s%s"
                .formatted(
                    word(it.mode()),
                    does(it.mode()),
                    it.mode() == it.configured()
                        ? ""
                        : " In other sessions it is %s.".formatted(word(it.configured()))));
  }

  private static String does(ApprovalMode mode) {
    return switch (mode) {
      case ASK -> "you are asked before anything is changed.";
      case AUTO -> "you are asked about what no sandbox holds.";
      case READ_ONLY -> "nothing is changed, and you are not asked.";
      case FULL -> "you are not asked: everything runs.";
    };
  }
}
