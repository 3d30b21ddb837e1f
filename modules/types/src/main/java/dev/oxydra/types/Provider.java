package dev.oxydra.types;

import java.util.function.Consumer;

/** A line to models. Implementations are safe for use by several turns at once. */
public interface Provider extends AutoCloseable {
  /**
   * Asks a model and waits for the whole answer. Either this returns, and the answer is complete,
   * or it throws: a truncated answer is never returned.
   *
   * @param sink gets each piece as it comes in, in order, on the calling thread
   * @throws ProviderException when the call fails
   * @throws InterruptedException when the calling thread is interrupted; the connection is closed
   *     by then
   */
  Completion complete(ModelRequest request, Consumer<StreamEvent> sink) throws InterruptedException;

  @Override
  void close();
}
