package dev.oxydra.channels.telegram;

import dev.oxydra.types.StartupStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When Telegram has last answered a poll, which is what counts. Safe for use by any thread. */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  /** A shorter silence is not worth a word. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InstantSource clock;
  private Instant since;
  private Instant progressAt;
  private boolean everAnswered;
  private @Nullable String problem;

  Health(InstantSource clock) {
    this.clock = clock;
    this.since = clock.instant();
    this.progressAt = since;
  }

  synchronized void succeeded() {
    if (problem != null) {
      LOG.info("Telegram answers again");
    }
    since = clock.instant();
    progressAt = since;
    everAnswered = true;
    problem = null;
  }

  /** A poll has ended, however that was. */
  synchronized void progress() {
    progressAt = clock.instant();
  }

  /** How long no poll has ended. */
  synchronized Duration sinceProgress() {
    return Duration.between(progressAt, clock.instant());
  }

  /** A poll has failed; the same is said once. */
  synchronized void failed(String why) {
    progressAt = clock.instant();
    if (!why.equals(problem)) {
      LOG.warn("Telegram: {}", why);
    }
    problem = why;
  }

  /** How long there has been no answer. */
  synchronized Duration silence() {
    return Duration.between(since, clock.instant());
  }

  /** What people are told; null while all is well. */
  synchronized StartupStatus.@Nullable Reason trouble() {
    if (silence().compareTo(PATIENCE) < 0) {
      return null;
    }
    String when =
        everAnswered
            ? "Telegram has not answered since " + since.truncatedTo(ChronoUnit.SECONDS)
            : "Telegram has not answered yet";
    return new StartupStatus.Reason(
        "telegram", when + (problem == null ? "" : ": " + problem) + ".");
  }
}
