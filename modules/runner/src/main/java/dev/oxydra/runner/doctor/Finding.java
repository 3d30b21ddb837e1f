package dev.oxydra.runner.doctor;

import java.util.Objects;

/**
 * What {@code runner doctor} found.
 *
 * @param verdict how bad it is
 * @param what was looked at
 * @param detail what was found, and what to do
 */
public record Finding(Verdict verdict, String what, String detail) {
  public Finding {
    Objects.requireNonNull(verdict, "verdict");
    Objects.requireNonNull(what, "what");
    Objects.requireNonNull(detail, "detail");
  }

  /** How bad it is. */
  public enum Verdict {
    OK,
    WARNING,
    BROKEN
  }

  public static Finding ok(String what, String detail) {
    return new Finding(Verdict.OK, what, detail);
  }

  public static Finding warning(String what, String detail) {
    return new Finding(Verdict.WARNING, what, detail);
  }

  public static Finding broken(String what, String detail) {
    return new Finding(Verdict.BROKEN, what, detail);
  }

  public boolean isBroken() {
    return verdict == Verdict.BROKEN;
  }
}
