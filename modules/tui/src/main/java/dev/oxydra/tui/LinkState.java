package dev.oxydra.tui;

import java.time.Instant;

/** How the gateway is reached. */
sealed interface LinkState {
  record Connecting() implements LinkState {}

  /**
   * The shown session is joined.
   *
   * @param since when it was joined
   * @param turnActive whether a turn ran then
   */
  record Online(Instant since, boolean turnActive) implements LinkState {}

  record Offline(String reason, Instant retryAt) implements LinkState {}
}
