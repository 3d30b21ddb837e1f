package dev.oxydra.runner;

import dev.oxydra.runner.isolation.End;
import java.nio.file.Path;
import java.time.Duration;

/** Whether a guest answers, and what its last death was. Times are taken from the machine's run. */
final class GuestHealth {
  private final Path socket;
  private final Duration patience;
  private volatile long lastAnswer = System.nanoTime();
  private volatile String lastDeath = "";
  private volatile long diedAt;

  /**
   * @param socket the gateway's
   * @param patience how long it may be silent
   */
  GuestHealth(Path socket, Duration patience) {
    this.socket = socket;
    this.patience = patience;
  }

  /** How long to wait between two questions. */
  Duration period() {
    Duration sixth = patience.dividedBy(6);
    return sixth.compareTo(Duration.ofSeconds(5)) < 0 ? sixth : Duration.ofSeconds(5);
  }

  /** Asks it. */
  void ask() throws InterruptedException {
    if (GatewayProbe.isHealthy(socket)) {
      answered();
    }
  }

  /** It has answered, or nothing is expected of it. */
  void answered() {
    lastAnswer = System.nanoTime();
  }

  /** How long it has been silent, when that is too long; else zero. */
  Duration silence() {
    Duration silence = Duration.ofNanos(System.nanoTime() - lastAnswer);
    return silence.compareTo(patience) > 0 ? silence : Duration.ZERO;
  }

  void died(End end) {
    diedAt = System.nanoTime();
    lastDeath = end.reason().isEmpty() ? "" : end.toString();
  }

  /** How it ended when there was more to say than its exit code; empty after this long. */
  String lastDeath(Duration window) {
    return System.nanoTime() - diedAt < window.toNanos() ? lastDeath : "";
  }
}
