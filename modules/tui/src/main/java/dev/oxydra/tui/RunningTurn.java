package dev.oxydra.tui;

import dev.oxydra.types.TurnId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The turn that the session is busy with.
 *
 * @param doing what it is at, on one line
 * @param cancelledAt when its cancellation was asked for; null for not at all
 */
record RunningTurn(TurnId id, Instant since, String doing, @Nullable Instant cancelledAt) {
  RunningTurn doing(String what) {
    return new RunningTurn(id, since, what, cancelledAt);
  }

  RunningTurn cancelled(Instant at) {
    return new RunningTurn(id, since, doing, at);
  }

  boolean cancelling() {
    return cancelledAt != null;
  }
}
