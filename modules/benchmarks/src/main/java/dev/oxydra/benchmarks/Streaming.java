package dev.oxydra.benchmarks;

/** A client that streams answers; safe for use by several threads. */
interface Streaming extends AutoCloseable {
  /** Asks, and returns when the whole answer has come; {@code onDelta} hears of each token. */
  void call(Runnable onDelta) throws Exception;

  @Override
  void close();
}
