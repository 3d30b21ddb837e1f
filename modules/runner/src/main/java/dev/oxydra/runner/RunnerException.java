package dev.oxydra.runner;

import java.util.Objects;

/**
 * The runner can't do what it was asked to. The message says what happened, to what, and what to
 * do.
 */
public final class RunnerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Kind kind;

  public RunnerException(Kind kind, String message) {
    super(message);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public RunnerException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
  }

  public Kind kind() {
    return kind;
  }

  /** What kind of trouble. */
  public enum Kind {
    /** A file, folder or socket can't be used. */
    FILES,
    /** Another daemon owns the configuration folder. */
    DAEMON_RUNS,
    /** The daemon doesn't answer, or not as it should. */
    DAEMON_SILENT,
    /** The guest didn't come up. */
    GUEST_NOT_READY,
    /** The distribution is not complete. */
    INSTALLATION,
    /** The configuration is wrong. */
    CONFIGURATION,
    /** The catalogue of models can't be fetched, or has not what was asked for. */
    CATALOG,
    /** A journal can't be looked after. */
    JOURNAL,
    /** What is remembered can't be written out or taken in. */
    MEMORY,
    /** The schedules or budgets of a guest can't be had or changed. */
    AGENT,
    /** A skill can't be used, added or removed. */
    SKILLS
  }
}
