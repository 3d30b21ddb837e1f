package dev.oxydra.runner;

import dev.oxydra.runner.isolation.IsolationException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What {@code runner doctor} found.
 *
 * @param verdict how bad it is
 * @param what was looked at
 * @param detail what was found, and what to do
 */
record Finding(Verdict verdict, String what, String detail) {
  Finding {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(detail, "detail");
  }

  /** How bad it is. */
  enum Verdict {
    OK,
    WARNING,
    BROKEN
  }

  static Finding ok(String what, String detail) {
    return new Finding(Verdict.OK, what, detail);
  }

  static Finding warning(String what, String detail) {
    return new Finding(Verdict.WARNING, what, detail);
  }

  static Finding broken(String what, String detail) {
    return new Finding(Verdict.BROKEN, what, detail);
  }

  /** What an attempt finds; its failure is a finding too. */
  static Finding tried(String what, Supplier<Finding> attempt) {
    try {
      return attempt.get();
    } catch (RunnerException | IsolationException e) {
      return broken(what, String.valueOf(e.getMessage()));
    }
  }
}
