package dev.oxydra.runner.skills;

import org.jspecify.annotations.Nullable;

/** A skill can't be used. The message says why and what to do. */
public final class SkillException extends Exception {
  private static final long serialVersionUID = 1L;

  SkillException(String message) {
    this(message, null);
  }

  SkillException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
