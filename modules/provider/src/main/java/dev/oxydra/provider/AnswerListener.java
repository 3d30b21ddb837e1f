package dev.oxydra.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Gives the events of one stream to a reader, and makes one outcome of however it ends. Its end is
 * the answer's only if the reader has it whole: else it was cut off.
 */
final class AnswerListener implements ServerSentEventListener {
  private final Failures failures;
  private final AnswerReader reader;
  private @Nullable Throwable failure;

  AnswerListener(Failures failures, AnswerReader reader) {
    this.failures = failures;
    this.reader = reader;
  }

  @Override
  public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
    String data = event.data().strip();
    if (data.equals("[DONE]")) { // OpenAI's, and that of all who speak like it
      context.parsingHandle().cancel();
      return;
    }
    try {
      switch (reader.read(event.event(), parse(data))) {
        case READ_ON -> {}
        case END -> context.parsingHandle().cancel();
        case FAILED -> throw failures.inStream(data);
      }
    } catch (MalformedAnswerException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  private JsonNode parse(String data) {
    try {
      JsonNode object = Json.mapper().readTree(data);
      if (object.isObject()) {
        return object;
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
      case ProviderException e when brokeOff(e) && reader.finished() -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("an ending of an unknown kind", e);
    }
    try {
      return reader.complete();
    } catch (MalformedAnswerException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  private static boolean brokeOff(ProviderException e) {
    return e.getCause() != null && (e.kind() == Kind.CONNECTION || e.kind() == Kind.TIMEOUT);
  }

  private ProviderException malformed(@Nullable String what, @Nullable Throwable cause) {
    return failures.malformed(Objects.requireNonNullElse(what, "failed"), cause);
  }
}
