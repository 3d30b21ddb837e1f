package dev.oxydra.gateway;

/**
 * How many frames a connection may send: so many a second for long, and so many at once. Used by
 * one thread at a time.
 */
final class TokenBucket {
  private static final double NANOS = 1e9;

  private final int rate;
  private final int burst;
  private double tokens;
  private long filledAt;

  /** A full one. */
  TokenBucket(int rate, int burst) {
    this.rate = rate;
    this.burst = burst;
    this.tokens = burst;
    this.filledAt = System.nanoTime();
  }

  /**
   * Takes a token.
   *
   * @param now in terms of {@link System#nanoTime}
   * @return false when there is none
   */
  boolean take(long now) {
    tokens = Math.min(burst, tokens + Math.max(0, now - filledAt) * rate / NANOS);
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }

  GatewayException exceeded() {
    return new GatewayException(
        GatewayException.Code.RATE_LIMITED,
        "More than %d messages a second, or %d at once: this one was not done; send it again later"
            .formatted(rate, burst));
  }
}
