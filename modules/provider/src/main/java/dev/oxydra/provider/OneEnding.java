package dev.oxydra.provider;

import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;

/**
 * Sees to it that a listener hears of exactly one ending, and of nothing after it, whatever its
 * parser does. An exception of the listener itself is the ending, too.
 */
final class OneEnding implements ServerSentEventListener {
  private final ServerSentEventListener listener;
  private boolean ended;

  OneEnding(ServerSentEventListener listener) {
    this.listener = listener;
  }

  @Override
  public void onOpen(SuccessfulHttpResponse response) {
    listener.onOpen(response);
  }

  @Override
  public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
    if (ended) {
      return;
    }
    try {
      listener.onEvent(event, context);
    } catch (RuntimeException e) {
      context.parsingHandle().cancel();
      onError(e);
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (!ended) {
      ended = true;
      listener.onError(failure);
    }
  }

  @Override
  public void onClose() {
    if (!ended) {
      ended = true;
      listener.onClose();
    }
  }
}
