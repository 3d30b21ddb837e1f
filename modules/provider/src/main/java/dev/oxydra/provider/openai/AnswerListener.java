package dev.oxydra.provider.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.StreamEvent;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one streamed answer. They end the answer only if a finish reason was among
 * them: without one, it was cut off. What comes after {@code [DONE]} is not waited for.
 */
final class AnswerListener implements ServerSentEventListener {
  private final ProviderId provider;
  private final Function<String, ProviderException> failureOf;
  private final PartialAnswer answer;
  private @Nullable Throwable failure;

  AnswerListener(
      ProviderId provider,
      Function<String, ProviderException> failureOf,
      Consumer<StreamEvent> sink) {
    this.provider = provider;
    this.failureOf = failureOf;
    this.answer = new PartialAnswer(sink);
  }

  @Override
  public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
    String data = event.data().strip();
    if (data.equals("[DONE]")) {
      context.parsingHandle().cancel();
      return;
    }
    if ("error".equals(event.event())) {
      throw failureOf.apply(data);
    }
    JsonNode chunk = parse(data);
    if (chunk.hasNonNull("error")) {
      throw failureOf.apply(data);
    }
    try {
      answer.add(chunk);
    } catch (MalformedAnswerException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  private JsonNode parse(String data) {
    try {
      JsonNode chunk = Json.mapper().readTree(data);
      if (chunk.isObject()) {
        return chunk;
      }
    } catch (JsonProcessingException e) {
      throw malformed("sent an event that is not JSON", e);
    }
    throw malformed("sent an event that is not a JSON object", null);
  }

  @Override
  public void onError(Throwable ended) {
    failure = ended;
  }

  /**
   * The whole answer, once the stream has ended.
   *
   * @throws InterruptedException when it was cancelled
   */
  Completion completion() throws InterruptedException {
    switch (failure) {
      case null -> {}
      case InterruptedException e -> throw e;
      // The answer was whole; only what closes the stream, or the usage, is missing.
      case ProviderException e when brokeOff(e) && answer.finished() -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("an ending of an unknown kind", e);
    }
    try {
      return answer.complete();
    } catch (MalformedAnswerException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  private static boolean brokeOff(ProviderException e) {
    return e.getCause() != null && (e.kind() == Kind.CONNECTION || e.kind() == Kind.TIMEOUT);
  }

  private ProviderException malformed(@Nullable String what, @Nullable Throwable cause) {
    return new ProviderException(
        Kind.MALFORMED_RESPONSE,
        true,
        "%s %s. Try again.".formatted(provider, Objects.requireNonNullElse(what, "failed")),
        cause);
  }
}
