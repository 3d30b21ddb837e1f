package dev.oxydra.tui;

import dev.oxydra.types.TurnId;
import java.time.Instant;

/**
 * The turn that the session is busy with.
 *
 * @param doing what it is at, on one line
 * @param cancelling whether its cancellation was asked for
 */
record RunningTurn(TurnId id, Instant since, String doing, boolean cancelling) {
  RunningTurn doing(String what) {
    return new RunningTurn(id, since, what, cancelling);
  }
}
