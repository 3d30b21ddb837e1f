package dev.oxydra.provider;

import java.io.IOException;
import java.time.Duration;

/** Nobody answered at the broker's socket for all the time that one waits for the next broker. */
final class BrokerGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokerGoneException(Duration patience, IOException cause) {
    super(
        "nobody has answered at the broker's socket for %d s".formatted(patience.toSeconds()),
        cause);
  }
}
