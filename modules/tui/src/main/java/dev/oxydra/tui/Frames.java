package dev.oxydra.tui;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server says, on the screen. */
final class Frames {
  private Frames() {}

  static Step receive(Screen screen, ServerFrame frame, Instant now) {
    return switch (frame) {
      case ServerFrame.HelloAck ack -> joined(screen, ack, now);
      case ServerFrame.TurnStarted started ->
          Step.of(
              in(
                  screen,
                  started.session(),
                  it -> it.started(started.turn().turnId(), now, "thinking")));
      case ServerFrame.AssistantDelta delta ->
          Step.of(
              in(
                  screen,
                  delta.session(),
                  it ->
                      it.delta(delta.turn().turnId(), delta.delta())
                          .started(delta.turn().turnId(), now, "writing")));
      case ServerFrame.TurnProgress progress ->
          Step.of(
              in(
                  screen,
                  progress.session(),
                  it ->
                      it.started(
                          progress.turn().turnId(),
                          now,
                          PlainText.line(progress.progress().message()))));
      // The events of the session tell the same, and tell it in order.
      case ServerFrame.TurnCompleted completed -> Step.of(screen);
      case ServerFrame.TurnCancelled cancelled -> Step.of(screen);
      case ServerFrame.MediaAttachment media ->
          Step.of(info(screen, "The agent sent a file: " + media.attachment().filePath()));
      case ServerFrame.ScheduledNotification note -> Step.of(info(screen, note.message()));
      case ServerFrame.SessionCreated created ->
          Step.of(
              screen
                  .moved(new Session(created.session().sessionId(), created.displayName()))
                  .notice(Entry.Level.INFO, "A new session. /sessions lists all of them."));
      case ServerFrame.SessionList list -> Sessions.listed(screen, list.sessions(), now);
      case ServerFrame.SessionSwitched switched ->
          Step.of(
              screen
                  .moved(new Session(switched.session().sessionId(), null))
                  .attached(now, switched.activeTurn() != null));
      case ServerFrame.HealthStatus health -> Step.of(healthy(screen, health));
      case ServerFrame.Error error -> refused(screen, error);
      case ServerFrame.Journalled event -> Step.of(journalled(screen, event));
      case ServerFrame.ReplayComplete complete -> replayed(screen, complete.sessionId());
    };
  }

  private interface Change {
    Conversation apply(Conversation conversation);
  }

  private static Screen in(Screen screen, ServerFrame.SessionRef session, Change change) {
    return isShown(screen, session.sessionId())
        ? screen.with(change.apply(screen.conversation()))
        : screen;
  }

  private static boolean isShown(Screen screen, SessionId id) {
    Session session = screen.session();
    return session != null && session.id().equals(id);
  }

  private static Screen info(Screen screen, String text) {
    return screen.notice(Entry.Level.INFO, text);
  }

  private static Step joined(Screen screen, ServerFrame.HelloAck ack, Instant now) {
    SessionId id = ack.session().sessionId();
    Screen there = isShown(screen, id) ? screen : screen.with(new Session(id, null));
    Screen online =
        there
            .with(new LinkState.Online())
            .with(there.conversation().rejoined())
            .attached(now, ack.activeTurn() != null);
    List<String> features = ack.features();
    return features != null && features.contains("events")
        ? Step.of(online)
        : Step.send(
            online.notice(
                Entry.Level.WARNING,
                "This server does not send events, so that answers can't be shown. Use a newer one."),
            Requests.health());
  }

  /** The replay is over: what it left running and the server doesn't know is not running. */
  private static Step replayed(Screen screen, SessionId id) {
    if (!isShown(screen, id)) {
      return Step.of(screen);
    }
    Conversation conversation = screen.conversation();
    RunningTurn running = conversation.running();
    boolean over =
        running != null && !screen.activeAtHello() && running.since().isBefore(screen.attachedAt());
    Screen settled = over ? screen.with(conversation.with((RunningTurn) null)) : screen;
    Pending pending = settled.pending();
    Step step = Step.send(settled, Requests.health());
    return pending == null || !pending.frame().sessionId().equals(id)
        ? step
        : step.and(pending.frame());
  }

  private static Screen journalled(Screen screen, ServerFrame.Journalled frame) {
    if (!isShown(screen, frame.sessionId())) {
      return screen;
    }
    Event event;
    try {
      event = frame.toEvent();
    } catch (IllegalArgumentException e) {
      return screen.notice(
          Entry.Level.WARNING, "Event %d can't be read: %s".formatted(frame.seq(), e.getMessage()));
    }
    if (event.seq() <= screen.conversation().lastSeq()) {
      return screen;
    }
    Screen changed = committed(screen, event.turnId()).with(screen.conversation().apply(event));
    if (event.payload() instanceof EventPayload.SessionCreated created) {
      return changed.with(new Session(event.sessionId(), created.displayName()));
    }
    return event.payload() instanceof EventPayload.UserMessage user
        ? changed.with(
            changed.editor().draft().isEmpty()
                ? changed.editor().remember(user.message().text())
                : changed.editor())
        : changed;
  }

  private static Screen committed(Screen screen, @Nullable TurnId turn) {
    Pending pending = screen.pending();
    return pending != null && pending.frame().turnId().equals(turn) ? screen.pending(null) : screen;
  }

  private static Screen healthy(Screen screen, ServerFrame.HealthStatus health) {
    Screen told =
        health.healthy()
            ? screen
            : screen.notice(
                Entry.Level.WARNING,
                health.message() == null ? "The guest is not healthy." : health.message());
    StartupStatus status = health.startupStatus();
    if (status == null || status.equals(screen.guest())) {
      return told;
    }
    for (StartupStatus.Reason reason : status.degradedReasons()) {
      told = told.notice(Entry.Level.WARNING, reason.detail());
    }
    return told.with(status);
  }

  private static Step refused(Screen screen, ServerFrame.Error error) {
    Pending pending = screen.pending();
    if (pending != null
        && pending.frame().requestId().equals(error.requestId())
        && error.turn() == null) {
      return Step.of(Keys.takenBack(screen, pending).notice(Entry.Level.ERROR, error.message()));
    }
    ServerFrame.TurnRef turn = error.turn();
    if (turn != null && turn.state() == TurnState.FAILED) {
      Screen told = committed(screen, turn.turnId());
      return Step.of(told.with(told.conversation().failed(turn.turnId(), error.message())));
    }
    Screen told = screen.notice(Entry.Level.ERROR, error.message());
    boolean sessionGone = Requests.isHello(error.requestId()) && screen.session() != null;
    return sessionGone
        ? Step.send(told.with(new LinkState.Connecting()), Requests.hello(told, null))
        : Step.of(told);
  }
}
