package dev.oxydra.runtime;

import dev.oxydra.types.ActorEvent;
import dev.oxydra.types.Journal;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.ToolContext;
import dev.oxydra.types.ToolOutput;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the parent's session holds about a child.
 *
 * @param parent the call that the child works for
 */
record ActorLog(Journal journal, ToolContext parent, SessionId child) {

  boolean hasBegun() {
    return own(ActorEvent.Started.class) > 0;
  }

  /** How many children the parent's turn has, without this one. */
  int children() {
    return (int) actors().filter(ActorEvent.Started.class::isInstance).count();
  }

  void begun(String agent, String goal) {
    append(new ActorEvent.Started(child, agent, goal));
  }

  /** The child can't go on by itself. */
  void asks(String message) {
    append(new ActorEvent.Escalated(child, null, message));
  }

  /**
   * Commits what a child has to say, once, and hands it on.
   *
   * @return what the parent's model is told
   */
  ToolOutput ended(ChildReport report) {
    if (own(ActorEvent.Stopped.class) + own(ActorEvent.Failed.class) == 0) {
      append(report.event(child));
    }
    return report.output();
  }

  private long own(Class<? extends ActorEvent> type) {
    return actors().filter(it -> type.isInstance(it) && child.equals(it.child())).count();
  }

  private Stream<ActorEvent> actors() {
    return journal.turn(parent.sessionId(), parent.turnId()).stream()
        .map(event -> event.payload())
        .filter(ActorEvent.class::isInstance)
        .map(ActorEvent.class::cast);
  }

  private void append(ActorEvent event) {
    journal.append(List.of(new NewEvent(parent.sessionId(), parent.turnId(), "system", event)));
  }
}
