package dev.oxydra.tui;

import java.time.Instant;

/** How the gateway is reached. */
sealed interface LinkState {
  record Connecting() implements LinkState {}

  record Online() implements LinkState {}

  record Offline(String reason, Instant retryAt) implements LinkState {}
}
