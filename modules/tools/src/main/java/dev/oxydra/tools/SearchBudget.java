package dev.oxydra.tools;

import dev.oxydra.types.ToolException;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds what a regular expression may cost: some take for ever on some texts. */
final class SearchBudget {
  private final long max;
  private final AtomicLong steps = new AtomicLong();
  private volatile boolean cancelled;

  /** Allows so many looks at characters. */
  SearchBudget(long max) {
    this.max = max;
  }

  /** Counts looks at characters; refuses more when there were too many or the search is over. */
  void spend(int more) {
    if (cancelled) {
      throw new ToolException("The search was cancelled");
    }
    if (steps.addAndGet(more) > max) {
      throw new ToolException("/regex: takes too long; make it simpler");
    }
  }

  void cancel() {
    cancelled = true;
  }

  boolean isCancelled() {
    return cancelled;
  }
}
