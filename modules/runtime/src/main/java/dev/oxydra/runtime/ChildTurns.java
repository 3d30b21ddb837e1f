package dev.oxydra.runtime;

import dev.oxydra.types.ChildSpec;
import dev.oxydra.types.Delegation;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.RestartPolicy;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.Supervisor;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import dev.oxydra.types.Turn;
import dev.oxydra.types.TurnDesk;
import dev.oxydra.types.TurnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs each agent that is asked in a session of its own. The same call made again, as by a turn
 * that goes on after a restart, finds the child that it had, and its end if there was one.
 */
final class ChildTurns implements Delegation {
  private static final RestartPolicy POLICY =
      new RestartPolicy(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(10), 5);

  private final Ancestry ancestry;
  private final Supplier<TurnDesk> desk;
  private final Supervisor supervisor;

  /**
   * Places by the level of the children. Who waits for a child holds a place of a higher level, so
   * that nobody waits for himself.
   */
  private final List<Semaphore> places = new ArrayList<>();

  ChildTurns(Ancestry ancestry, Supplier<TurnDesk> desk, Supervisor supervisor) {
    this.ancestry = ancestry;
    this.desk = desk;
    this.supervisor = supervisor;
    for (int level = 0; level <= ancestry.bounds().maxDepth(); level++) {
      places.add(new Semaphore(ancestry.bounds().maxConcurrent(), true));
    }
  }

  @Override
  public List<Delegate> delegates() {
    return ancestry.all();
  }

  @Override
  public ToolOutput delegate(ToolContext parent, Brief brief) throws InterruptedException {
    SessionId child = Children.session(parent.sessionId(), parent.turnId(), parent.callId());
    List<String> line = ancestry.line(parent.sessionId());
    ActorLog log = new ActorLog(journal(), parent, child);
    String refusal = begin(log, line, brief, supervisor.pause(spec(parent, brief)));
    if (refusal != null) {
      return ToolOutput.failed(refusal);
    }
    if (journal().projections().session(child).isEmpty()) {
      return log.ended(ChildReport.refused(brief.agent(), "deleted", "Its session was deleted"));
    }
    int level = Math.min(Ancestry.depth(line), places.size() - 1);
    try (ChildWatch _ = ChildWatch.start(journal(), child, brief.agent(), log)) {
      ChildReport report =
          report(turn(parent, brief, child), brief.agent(), places.get(level), log);
      note(spec(parent, brief), report);
      return log.ended(report);
    }
  }

  /** An agent as its parent's session knows it, whatever the session that it works in. */
  private static ChildSpec spec(ToolContext parent, Brief brief) {
    return new ChildSpec(
        "agent:" + parent.sessionId() + ":" + brief.agent(),
        "The agent " + brief.agent(),
        POLICY,
        parent.sessionId());
  }

  private void note(ChildSpec agent, ChildReport report) {
    if (report.failure() == null) {
      supervisor.worked(agent);
    } else if (report.isItsOwnFault()) {
      Duration _ = supervisor.failed(agent, report.text());
    }
  }

  /** One by one, so that no more begin than may. */
  private synchronized @Nullable String begin(
      ActorLog log, List<String> line, Brief brief, Duration pause) {
    if (log.hasBegun()) {
      return null;
    }
    String refusal = ancestry.refusal(line, brief.agent());
    int most = ancestry.bounds().maxChildren();
    if (refusal == null && log.children() >= most) {
      refusal =
          "This turn has asked %d agents, which is as many as may be, see runtime.delegation.max_children. Do the rest yourself"
              .formatted(most);
    }
    if (refusal == null && pause.isPositive()) {
      refusal =
          "The agent %s has failed %d times one after the other, and is not asked again for %d s. Do without it"
              .formatted(brief.agent(), POLICY.most(), pause.toSeconds() + 1);
    }
    if (refusal != null) {
      return refusal;
    }
    try {
      desk.get()
          .open(
              log.child(),
              new EventPayload.SessionCreated(
                  brief.agent(), BriefText.name(brief), "agent", log.parent().sessionId()));
    } catch (TurnDesk.RefusedException e) {
      return "The agent can't be asked: " + e.getMessage();
    }
    log.begun(brief.agent(), brief.goal());
    return null;
  }

  private static Turn turn(ToolContext parent, Brief brief, SessionId child) {
    String prompt = BriefText.of(brief, parent.sources());
    return new Turn(Children.turn(child), child, prompt, List.of(), brief.agent(), null);
  }

  private ChildReport report(Turn turn, String agent, Semaphore places, ActorLog log)
      throws InterruptedException {
    try {
      places.acquire();
      try {
        desk.get().submit(turn);
        return report(turn, agent, desk.get().await(turn.sessionId(), turn.id()));
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      log.ended(cancelled(turn, agent));
      throw e;
    } catch (TurnDesk.RefusedException e) {
      return ChildReport.refused(agent, e.code(), String.valueOf(e.getMessage()));
    }
  }

  private ChildReport report(Turn turn, String agent, TurnDesk.End end) {
    return ChildReport.of(
        agent, end.payload(), journal().turn(turn.sessionId(), turn.id()), turn.prompt());
  }

  /** When this returns the child has ended. */
  private ChildReport cancelled(Turn turn, String agent) {
    TurnId id = turn.id();
    while (true) {
      try {
        desk.get().cancel(turn.sessionId(), id);
        return report(turn, agent, desk.get().await(turn.sessionId(), id));
      } catch (InterruptedException e) {
        // The caller is told already: it throws one of its own.
      } catch (TurnDesk.RefusedException e) {
        return ChildReport.refused(agent, "cancelled", "It was cancelled before it began");
      }
    }
  }

  private Journal journal() {
    return ancestry.journal();
  }
}
