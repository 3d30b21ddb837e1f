package dev.oxydra.endtoend;

import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.TurnId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with one turn.
 *
 * @param events its own, in order
 * @param asked the changes of it that were asked for
 * @param made those that were answered
 * @param runs how often the tool ran for each turn
 */
record TurnFaults(
    TurnId turn,
    List<Event> events,
    List<QueueChanges.Change> asked,
    List<QueueChanges.Change> made,
    Map<String, Long> runs) {

  List<String> all() {
    List<String> faults = new ArrayList<>();
    long started = count(EventPayload.TurnStarted.class);
    boolean completed = count(EventPayload.TurnCompleted.class) == 1;
    boolean removed =
        started == 0
            && count(EventPayload.TurnCancelled.class) == 1
            && asked.stream().anyMatch(it -> it.kind() == QueueChanges.Kind.REMOVE);
    long ends =
        count(EventPayload.TurnCompleted.class)
            + count(EventPayload.TurnCancelled.class)
            + count(EventPayload.TurnFailed.class);
    expect(faults, count(EventPayload.TurnSubmitted.class) == 1, "is not submitted once");
    expect(faults, started == 1 || removed, "has not run once, also if it waited");
    expect(faults, ends == 1, "has not one end");
    expect(faults, isEnd(events.getLast().payload()), "goes on after its end");
    expect(faults, interruptedOnly(), "failed for another reason than the kill");
    messages(faults, started, completed);
    calls(faults, completed);
    made.forEach(change -> expect(faults, isMade(change, completed), "lost a change: " + change));
    return faults;
  }

  private void messages(List<String> faults, long started, boolean completed) {
    long messages = count(EventPayload.UserMessage.class);
    long most = started + count(EventPayload.TurnSteered.class);
    expect(faults, messages >= started && messages <= most, "has no message, or too many");
    expect(faults, !completed || messages == most, "was completed and left out a message");
  }

  private void calls(List<String> faults, boolean completed) {
    long calls = count(EventPayload.ToolCalled.class);
    long ran = runs.getOrDefault(turn.toString(), 0L);
    expect(faults, count(EventPayload.ToolResulted.class) == calls, "has a call without a result");
    expect(faults, ran <= calls && ran <= 1, "ran its tool " + ran + " times");
    expect(faults, !completed || ran == calls, "was completed and didn't run its tool");
  }

  private boolean isMade(QueueChanges.Change change, boolean completed) {
    return switch (change.kind()) {
      case REMOVE -> count(EventPayload.TurnStarted.class) == 0;
      case EDIT ->
          times(new EventPayload.TurnEdited(change.prompt())) == 1
              && (count(EventPayload.TurnStarted.class) == 0 || said(change.prompt()) == 1);
      case STEER ->
          times(new EventPayload.TurnSteered(change.prompt())) == 1
              && (!completed || said(change.prompt()) == 1);
    };
  }

  private long times(EventPayload payload) {
    return events.stream().filter(event -> event.payload().equals(payload)).count();
  }

  private long said(String text) {
    return events.stream()
        .filter(event ->
            event.payload() instanceof EventPayload.UserMessage(var message)
                && message.text().equals(text))
        .count();
  }

  private void expect(List<String> faults, boolean holds, String what) {
    if (!holds) {
      List<String> payloads = events.stream().map(it -> it.seq() + " " + it.payload()).toList();
      faults.add("turn " + turn + " " + what + ": " + payloads);
    }
  }

  private long count(Class<? extends EventPayload> type) {
    return events.stream().filter(event -> type.isInstance(event.payload())).count();
  }

  private boolean interruptedOnly() {
    return events.stream()
        .map(Event::payload)
        .filter(EventPayload.TurnFailed.class::isInstance)
        .allMatch(end -> ((EventPayload.TurnFailed) end).reason().equals("interrupted"));
  }

  private static boolean isEnd(EventPayload payload) {
    return payload instanceof EventPayload.TurnCompleted
        || payload instanceof EventPayload.TurnCancelled
        || payload instanceof EventPayload.TurnFailed;
  }
}
