package dev.oxydra.runner.isolation;

import java.util.Objects;

/**
 * How a program ended.
 *
 * @param code its exit code; 128 plus the signal's number when a signal ended it; {@link #UNKNOWN}
 *     for a program that was adopted, where the system doesn't tell
 * @param reason why, where more is known than the code says, a sentence for people such as {@code
 *     It used more than its 512 MiB of memory.}; else empty
 */
public record End(int code, String reason) {
  public static final int UNKNOWN = -1;

  public End {
    Objects.requireNonNull(reason, "reason");
  }

  static End of(int code) {
    return new End(code, "");
  }

  /** Such as {@code exit code 137: it used more than its memory}. */
  @Override
  public String toString() {
    String text = code == UNKNOWN ? "an unknown exit code" : "exit code " + code;
    return reason.isEmpty() ? text : text + ": " + reason;
  }
}
