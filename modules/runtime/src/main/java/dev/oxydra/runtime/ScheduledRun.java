package dev.oxydra.runtime;

import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.ScheduleEvent.Definition;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The turn of one occurrence.
 *
 * @param asking is told when the turn asks its user
 */
record ScheduledRun(
    Journal journal,
    TurnDesk desk,
    String id,
    Definition definition,
    ScheduleBook.Running running,
    Asking asking) {
  /** Refusals that pass. */
  private static final Set<String> BUSY = Set.of("queue_full", "busy");

  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final int NAME = 60;

  /** Hears of questions. */
  interface Asking {
    void asks(String id, Definition definition, String message);
  }

  /**
   * Runs it, or finds the end that it has had.
   *
   * @throws TurnDesk.RefusedException when it can't be run
   */
  TurnDesk.End end() throws InterruptedException {
    SessionId session = Scheduled.session(id);
    desk.open(
        session, new EventPayload.SessionCreated(definition.agentName(), name(), "schedule", null));
    Turn turn =
        new Turn(
            running.turn(),
            session,
            ScheduleNews.prompt(definition, running.due()),
            List.of(),
            definition.agentName(),
            null);
    try (Journal.Subscription _ =
        journal.subscribe(session, journal.lastSeq(session), new Questions(this))) {
      submit(turn);
      return desk.await(session, turn.id());
    }
  }

  private void submit(Turn turn) throws InterruptedException {
    while (true) {
      try {
        desk.submit(turn);
        return;
      } catch (TurnDesk.RefusedException e) {
        if (!BUSY.contains(e.code())) {
          throw e;
        }
        Thread.sleep(AGAIN);
      }
    }
  }

  private String name() {
    String name = definition.name() == null ? definition.prompt() : definition.name();
    String line = name.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() <= NAME ? line : ToolInvoker.start(line, NAME - 1) + "…";
  }

  /** Nobody may look at the schedule's session. */
  private record Questions(ScheduledRun run) implements Journal.Listener {
    @Override
    public void onEvent(Event event) {
      if (event.payload() instanceof ApprovalEvent.Requested asked) {
        run.asking.asks(
            run.id,
            run.definition,
            "It asks in session %s whether %s may run: %s"
                .formatted(run.id, asked.tool(), asked.reason()));
      }
    }

    @Override
    public void onCaughtUp(long seq) {}
  }
}
