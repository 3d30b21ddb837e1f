package dev.oxydra.runtime;

import dev.oxydra.types.CallTally;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.ToolResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a turn really did, by what was committed of it. Safe for use by calls that run at once. */
final class CallLedger {
  private final Map<String, EventPayload.ToolCalled> open = new LinkedHashMap<>();
  private final Map<String, CallTally> tallies = new LinkedHashMap<>();

  synchronized void note(EventPayload committed) {
    if (committed instanceof EventPayload.ToolCalled called) {
      open.put(called.callId(), called);
      tallies.putIfAbsent(
          called.name(), new CallTally(called.name(), called.safetyTier(), 0, 0, 0));
    } else if (committed instanceof EventPayload.ToolResulted result) {
      open.remove(result.callId());
      add(result.name(), result.outcome());
    }
  }

  private void add(String tool, ToolResult.Outcome outcome) {
    tallies.computeIfPresent(tool, (name, tally) -> tally.plus(outcome));
  }

  /** How often which tool was called, in the order of the first calls. */
  synchronized List<CallTally> tallies() {
    open.values().forEach(called -> add(called.name(), ToolResult.Outcome.UNKNOWN));
    open.clear();
    return List.copyOf(tallies.values());
  }
}
