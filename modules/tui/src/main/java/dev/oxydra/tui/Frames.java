package dev.oxydra.tui;

import dev.oxydra.types.ApprovalFrame;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.ContextFrame;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FilesRestored;
import dev.oxydra.types.HistoryFrame;
import dev.oxydra.types.HistoryRequest;
import dev.oxydra.types.MemoryFrame;
import dev.oxydra.types.OverviewFrame;
import dev.oxydra.types.QueueFrame;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.StartupStatus;
import dev.oxydra.types.ToolFrame;
import dev.oxydra.types.TurnState;
import java.time.Instant;
import java.util.List;

/** What the server says, on the screen. */
final class Frames {
  private Frames() {}

  static Step receive(Screen screen, ServerFrame frame, Instant now) {
    return switch (frame) {
      case ServerFrame.HelloAck it -> joined(screen, it, now);
      case ServerFrame.TurnStarted it ->
          Step.of(doing(screen, it.session(), it.turn(), "thinking", now));
      case ServerFrame.AssistantDelta it -> Step.of(said(screen, it, now));
      case ServerFrame.TurnProgress it ->
          Surroundings.progress(
              doing(screen, it.session(), it.turn(), it.progress().message(), now));
      // The events of the session tell the same, and tell it in order.
      case ServerFrame.TurnCompleted it -> Step.of(screen);
      case ServerFrame.TurnCancelled it -> Step.of(screen);
      case ServerFrame.MediaAttachment it -> Step.of(screen);
      case ServerFrame.ScheduledNotification it -> Step.of(screen);
      case ServerFrame.SessionCreated it -> Step.of(created(screen, it, now));
      case ServerFrame.SessionList it ->
          Requests.isNames(it.requestId())
              ? Step.of(Remembered.named(screen, it.sessions()))
              : Sessions.listed(screen, it, now);
      case ServerFrame.SessionSwitched it -> switched(screen, it, now);
      case ServerFrame.HealthStatus it ->
          Step.of(
              Requests.isStatus(it.requestId())
                  ? info(screen, Health.text(it))
                  : healthy(screen, it));
      case FilesRestored it -> Step.of(info(screen, Undo.text(it)));
      case ServerFrame.Error it -> refused(screen, it);
      case ServerFrame.Journalled it -> journalled(screen, it, now);
      case ServerFrame.ReplayComplete it -> replayed(screen, it.sessionId());
      case ServerFrame.UsageUpdate it -> Step.of(used(screen, it));
      case ToolFrame.ToolOutput it ->
          Step.of(
              screen.shows(it.session().sessionId())
                  ? screen.with(screen.conversation().wrote(it.callId(), it.chunk()))
                  : screen);
      case ToolFrame.ReasoningDelta it ->
          Step.of(
              screen.shows(it.session().sessionId())
                  ? screen.with(screen.conversation().thinking(it.turn().turnId(), it.delta()))
                  : screen);
      // The events tell of calls and results.
      case ToolFrame it -> Step.of(screen);
      case QueueFrame.QueueUpdated it -> Step.of(queued(screen, it));
      case HistoryFrame.SessionForked it ->
          Step.send(
              info(screen, "A new session that begins as this one did so far."),
              Requests.switchTo(it.session().sessionId()));
      case HistoryFrame.ExportChunk it -> exported(screen, it);
      case HistoryFrame.SessionArchived it ->
          Step.of(
              info(
                  screen,
                  it.archived()
                      ? "The session is put away; /sessions doesn't list it any more."
                      : "The session is in the list again."));
      // Of features that this client doesn't ask for, or tells by events.
      case ApprovalFrame.ApprovalModeIs it -> Step.of(Surroundings.receive(screen, it));
      case ApprovalFrame it -> Step.of(screen);
      case QueueFrame it -> Step.of(screen);
      case HistoryFrame.History it ->
          Step.of(
              Requests.isOf(Requests.PREVIEW, it.requestId())
                  ? Menus.preview(screen, it)
                  : Remembered.receive(screen, it));
      case HistoryFrame.SearchResults it -> Step.of(Remembered.receive(screen, it));
      case HistoryFrame it -> Step.of(screen);
      case MemoryFrame it -> Remembered.receive(screen, it);
      case ContextFrame it -> ContextView.receive(screen, it);
      case OverviewFrame it -> Menus.receive(screen, it);
    };
  }

  private static Screen info(Screen screen, String text) {
    return screen.notice(Entry.Level.INFO, text);
  }

  private static Step exported(Screen screen, HistoryFrame.ExportChunk part) {
    boolean readable = part.format() == HistoryRequest.Format.MARKDOWN;
    return new Step(
        screen,
        List.of(
            new Effect.Write(
                part.requestId(),
                part.sessionId().value() + (readable ? ".md" : ".jsonl"),
                part.text(),
                part.last())));
  }

  private static Screen used(Screen screen, ServerFrame.UsageUpdate call) {
    Conversation conversation = screen.conversation();
    return screen.shows(call.session().sessionId())
        ? screen.with(conversation.with(conversation.used().plus(call)))
        : screen;
  }

  private static Screen queued(Screen screen, QueueFrame.QueueUpdated queue) {
    Conversation conversation = screen.conversation();
    return screen.shows(queue.session().sessionId())
        ? screen.with(conversation.with(conversation.turns().queue(queue.items())))
        : screen;
  }

  private static Screen doing(
      Screen screen,
      ServerFrame.SessionRef session,
      ServerFrame.TurnRef turn,
      String what,
      Instant now) {
    return screen.shows(session.sessionId())
        ? screen.with(screen.conversation().started(turn.turnId(), now, PlainText.line(what)))
        : screen;
  }

  private static Screen said(Screen screen, ServerFrame.AssistantDelta delta, Instant now) {
    return screen.shows(delta.session().sessionId())
        ? doing(
            screen.with(screen.conversation().delta(delta.turn().turnId(), delta.delta())),
            delta.session(),
            delta.turn(),
            "writing",
            now)
        : screen;
  }

  private static Step joined(Screen screen, ServerFrame.HelloAck ack, Instant now) {
    Session session = new Session(ack.session().sessionId(), null);
    Screen there =
        screen.session() == null
            ? screen.with(session)
            : screen.shows(session.id()) ? screen : screen.moved(session);
    Screen online =
        there
            .with(new LinkState.Online(now, ack.activeTurn() != null))
            .with(there.conversation().rejoined());
    List<String> features = ack.features();
    if (features != null && features.contains("events")) {
      return Step.of(
          online.with(online.overview().served(features.contains("overview")).live(false)));
    }
    String warning =
        "This server does not send events, so that answers can't be shown. Use a newer one.";
    return Step.send(online.notice(Entry.Level.WARNING, warning), Requests.health());
  }

  private static Screen created(Screen screen, ServerFrame.SessionCreated created, Instant now) {
    Session session = new Session(created.session().sessionId(), created.displayName());
    return info(
        screen.moved(session).with(new LinkState.Online(now, false)),
        "A new session. /sessions lists all of them.");
  }

  private static Step switched(Screen screen, ServerFrame.SessionSwitched it, Instant now) {
    Session session = new Session(it.session().sessionId(), null);
    LinkState online = new LinkState.Online(now, it.activeTurn() != null);
    if (!it.requestId().isEmpty()) {
      return Step.of(screen.moved(session).with(online));
    }
    // Nobody here asked for it: another client has deleted the session that was shown.
    Screen kept = screen;
    for (ClientFrame.SendTurn pending : screen.conversation().turns().pending()) {
      kept = Keys.takenBack(kept, pending);
    }
    return Step.send(
        info(
            kept.moved(session).with(kept.editor()).with(online),
            "The session was deleted by another client. This is your default session."),
        Requests.follow(session.id()));
  }

  /** The replay is over: what it left running and the server doesn't know is not running. */
  private static Step replayed(Screen screen, SessionId id) {
    if (!screen.shows(id)) {
      return Step.of(screen);
    }
    Conversation conversation = screen.conversation();
    RunningTurn running = conversation.turns().running();
    boolean over =
        running != null
            && screen.link() instanceof LinkState.Online(Instant since, boolean turnActive)
            && !turnActive
            && running.since().isBefore(since);
    Screen settled =
        Remembered.replayed(
            over ? screen.with(conversation.with(conversation.turns().running(null))) : screen, id);
    Screen live = settled.with(settled.overview().live(true));
    Step step = Surroundings.joined(Step.send(live, Requests.health()), id);
    for (ClientFrame.SendTurn pending : conversation.turns().pending()) {
      step = step.and(pending);
    }
    return step;
  }

  private static Step journalled(Screen screen, ServerFrame.Journalled frame, Instant now) {
    if (!screen.shows(frame.sessionId()) || frame.seq() <= screen.conversation().lastSeq()) {
      return Step.of(screen);
    }
    try {
      Event event = frame.toEvent();
      return Surroundings.told(applied(screen, event), event, now);
    } catch (IllegalArgumentException e) {
      return Step.of(
          screen.notice(
              Entry.Level.WARNING,
              "Event %d can't be read: %s".formatted(frame.seq(), e.getMessage())));
    }
  }

  private static Screen applied(Screen screen, Event event) {
    Screen changed = screen.with(screen.conversation().apply(event));
    if (event.payload() instanceof EventPayload.SessionCreated created) {
      return changed.with(new Session(event.sessionId(), created.displayName()));
    }
    if (event.payload() instanceof EventPayload.SessionRenamed(String name)) {
      return changed.with(new Session(event.sessionId(), name));
    }
    return event.payload() instanceof EventPayload.UserMessage user
            && changed.editor().draft().isEmpty()
        ? changed.with(changed.editor().remember(user.message().text()))
        : changed;
  }

  private static Screen healthy(Screen screen, ServerFrame.HealthStatus health) {
    Screen told =
        health.healthy()
            ? screen
            : screen.notice(
                Entry.Level.WARNING,
                health.message() == null ? "The guest is not healthy." : health.message());
    StartupStatus status = health.startupStatus();
    if (status == null || status.equals(screen.overview().guest())) {
      return told;
    }
    for (StartupStatus.Reason reason : status.degradedReasons()) {
      told = told.notice(Entry.Level.WARNING, reason.detail());
    }
    return told.with(told.overview().with(status));
  }

  private static Step refused(Screen screen, ServerFrame.Error error) {
    ServerFrame.TurnRef turn = error.turn();
    if (turn != null && turn.state() == TurnState.FAILED) {
      return Step.of(screen.with(screen.conversation().failed(turn.turnId(), error.message())));
    }
    if (Requests.isAside(error.requestId())) {
      return Step.of(screen); // Nobody has asked for it.
    }
    Screen before =
        screen.conversation().turns().pending().stream()
            .filter(pending -> pending.requestId().equals(error.requestId()))
            .findFirst()
            .map(pending -> Keys.takenBack(screen, pending))
            .orElse(screen);
    Screen memory = Remembered.refused(before, error);
    if (memory != null) {
      return Step.of(memory);
    }
    Screen told = before.notice(Entry.Level.ERROR, error.message());
    boolean sessionGone = Requests.isHello(error.requestId()) && screen.session() != null;
    return sessionGone
        ? Step.send(told.with(new LinkState.Connecting()), Requests.hello(told, null))
        : Step.of(told);
  }
}
