package dev.oxydra.provider.models;

import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.ProviderHealth.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breaker of one model, after Michael Nygard's "Release It!": open after a failure, so
 * that nobody waits for a model that is down, until a single call has shown that it answers again.
 * Safe for use by several threads.
 */
final class Circuit {
  /** For a call that nobody else's depends on. */
  static final Permit FREE = () -> {};

  private final ModelRef model;
  private final Duration cooldown;
  private final InstantSource clock;
  private int failures;
  private @Nullable Instant until;
  private @Nullable String lastError;
  private boolean probing;

  Circuit(ModelRef model, Duration cooldown, InstantSource clock) {
    this.model = model;
    this.cooldown = cooldown;
    this.clock = clock;
  }

  /** Leave to make one call; closed when the call has ended, however that was. */
  @FunctionalInterface
  interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /** Null when no call is to be made; in half-open state one may, until it has ended. */
  synchronized @Nullable Permit admit() {
    return switch (state()) {
      case CLOSED -> FREE;
      case OPEN -> null;
      case HALF_OPEN -> {
        if (probing) {
          yield null;
        }
        probing = true;
        yield this::endProbe;
      }
    };
  }

  private synchronized void endProbe() {
    probing = false;
  }

  /** It answered. */
  synchronized void answered() {
    failures = 0;
    until = null;
    lastError = null;
  }

  /** It did not, and had all its attempts: opens. */
  synchronized void failed(ProviderException failure) {
    refused(failure);
    Duration wish = failure.retryAfter();
    until = clock.instant().plus(wish != null && wish.compareTo(cooldown) > 0 ? wish : cooldown);
  }

  /** It can't be asked as it is configured, which no waiting changes: stays as it is. */
  synchronized void refused(ProviderException failure) {
    failures++;
    lastError = failure.getMessage();
  }

  synchronized ProviderHealth health() {
    State state = state();
    return new ProviderHealth(
        model, state, failures, state == State.OPEN ? until : null, lastError);
  }

  private State state() {
    if (until == null) {
      return State.CLOSED;
    }
    return clock.instant().isBefore(until) ? State.OPEN : State.HALF_OPEN;
  }
}
