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
 * @param runs how often the tool ran for each turn
 */
record TurnFaults(TurnId turn, List<Event> events, Map<String, Long> runs) {

  List<String> all() {
    List<String> faults = new ArrayList<>();
    long started = count(EventPayload.TurnStarted.class);
    long ends =
        count(EventPayload.TurnCompleted.class)
            + count(EventPayload.TurnCancelled.class)
            + count(EventPayload.TurnFailed.class);
    expect(faults, count(EventPayload.TurnSubmitted.class) == 1, "is not submitted once");
    expect(faults, started == 1, "has not run once, also if it waited");
    expect(faults, count(EventPayload.UserMessage.class) == started, "has no one message");
    expect(faults, ends == 1, "has not one end");
    expect(faults, isEnd(events.getLast().payload()), "goes on after its end");
    expect(faults, interruptedOnly(), "failed for another reason than the kill");
    calls(faults);
    return faults;
  }

  private void calls(List<String> faults) {
    long calls = count(EventPayload.ToolCalled.class);
    long ran = runs.getOrDefault(turn.toString(), 0L);
    boolean completed = count(EventPayload.TurnCompleted.class) == 1;
    expect(faults, count(EventPayload.ToolResulted.class) == calls, "has a call without a result");
    expect(faults, ran <= calls && ran <= 1, "ran its tool " + ran + " times");
    expect(faults, !completed || ran == calls, "was completed and didn't run its tool");
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
