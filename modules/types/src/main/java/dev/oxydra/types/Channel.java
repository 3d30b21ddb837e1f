package dev.oxydra.types;

import org.jspecify.annotations.Nullable;

/**
 * A front end: it submits turns to the session hub and shows what comes of them. A channel that
 * fails is restarted or reported; it never takes the guest down.
 */
public interface Channel extends AutoCloseable {
  /** Its name in configuration, logs and the sessions that it makes, such as {@code gateway}. */
  String name();

  /**
   * Begins to serve; returns when it can be reached.
   *
   * @throws java.io.UncheckedIOException when it can't
   */
  void start();

  /** What is wrong with it now and what to do; null while nothing is. */
  default StartupStatus.@Nullable Reason trouble() {
    return null;
  }

  /** Stops serving and ends every connection. */
  @Override
  void close();
}
