package dev.oxydra.runner.config;

import java.util.Objects;

/**
 * A provider's key.
 *
 * @param value the key itself, which must not get into logs, messages or guests
 * @param source where it was found, in words for the user, such as {@code OPENAI_API_KEY}
 */
public record ApiKey(String value, String source) {
  /**
   * Stands for a key that a daemon had which is gone: the guests that it left are planned as if the
   * key were there, and their requests wait until somebody brings it.
   */
  public static final String TO_COME = "to-come";

  public ApiKey {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(source, "source");
    if (value.isEmpty() || value.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
      throw new IllegalArgumentException("a key is printable ASCII without spaces");
    }
  }

  /** Whether it only says that there is a key. */
  public boolean isToCome() {
    return value.equals(TO_COME);
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "ApiKey[from " + source + "]";
  }
}
