package dev.oxydra.tools.checkpoints;

import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What is known of a checkpoint; its list of entries is beside it.
 *
 * @param seq its place in the order of checkpoints, and the name of its files
 * @param turn the turn before which it was made, or the id that a restore made it under
 * @param skips how much could not be kept
 * @param skipped the first paths of that, each with the reason
 */
record Info(
    long seq,
    SessionId session,
    TurnId turn,
    Instant at,
    long entries,
    long bytes,
    long skips,
    List<String> skipped) {
  Info {
    Objects.requireNonNull(session, "session");
    Objects.requireNonNull(turn, "turn");
    Objects.requireNonNull(at, "at");
    skipped = List.copyOf(skipped);
  }

  boolean isOf(SessionId itsSession, TurnId itsTurn) {
    return session.equals(itsSession) && turn.equals(itsTurn);
  }
}
