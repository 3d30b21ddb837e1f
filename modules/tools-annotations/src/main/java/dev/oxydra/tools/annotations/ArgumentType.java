package dev.oxydra.tools.annotations;

import org.jspecify.annotations.Nullable;

/** Reads a value of one type. */
@FunctionalInterface
public interface ArgumentType<T> {
  /**
   * The value.
   *
   * @return null when it is not of this type; {@code argument} then has a problem more
   */
  @Nullable T read(Argument argument);
}
