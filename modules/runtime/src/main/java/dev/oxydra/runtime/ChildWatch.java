package dev.oxydra.runtime;

import dev.oxydra.types.ApprovalEvent;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.Journal;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnUpdate.ToolOutput.Stream;

/** Shows those who watch the parent what its child does, and that it asks. */
final class ChildWatch implements AutoCloseable {
  private final Journal.Subscription subscription;

  private ChildWatch(Journal.Subscription subscription) {
    this.subscription = subscription;
  }

  /** From now on. */
  static ChildWatch start(Journal journal, SessionId child, String agent, ActorLog log) {
    log.parent().output().accept(Stream.STDOUT, "%s works in session %s\n".formatted(agent, child));
    return new ChildWatch(
        journal.subscribe(
            child,
            journal.lastSeq(child),
            new Journal.Listener() {
              @Override
              public void onEvent(Event event) {
                note(event.payload(), agent, log);
              }

              @Override
              public void onCaughtUp(long seq) {}
            }));
  }

  private static void note(EventPayload payload, String agent, ActorLog log) {
    switch (payload) {
      case EventPayload.ToolCalled called ->
          log.parent().output().accept(Stream.STDOUT, agent + ": " + called.name() + "\n");
      case ApprovalEvent.Requested asked -> {
        String message =
            "%s asks in session %s whether %s may run: %s"
                .formatted(agent, log.child(), asked.tool(), asked.reason());
        log.parent().output().accept(Stream.STDOUT, message + "\n");
        log.asks(message);
      }
      default -> {}
    }
  }

  @Override
  public void close() {
    subscription.close();
  }
}
