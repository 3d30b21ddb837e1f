package dev.oxydra.guest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.tools.web.BrokerPost;
import dev.oxydra.types.Embedder;
import dev.oxydra.types.EmbedderException;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Vectors that are made outside of this guest: the broker's socket leads to who makes them.
 *
 * @param model which space they are of
 * @param dialect how it is asked
 */
record BrokerEmbedder(BrokerPost broker, String model, EmbeddingDialect dialect)
    implements Embedder {
  private static final String PATH = "/embeddings";

  /** 64 vectors of 4,096 components in decimals take less. In bytes. */
  private static final int MOST = 8 << 20;

  @Override
  public List<float[]> embed(Purpose purpose, List<String> texts) throws InterruptedException {
    BrokerPost.Answer answer = ask(Json.write(dialect.request(purpose, texts)));
    try {
      JsonNode body = Json.mapper().readTree(answer.body());
      List<float[]> vectors = dialect.vectors(body);
      if (vectors.size() != texts.size()) {
        throw new EmbedderException(
            "%d vectors came for %d texts".formatted(vectors.size(), texts.size()), false);
      }
      return vectors.stream().map(BrokerEmbedder::unit).toList();
    } catch (JsonProcessingException e) {
      throw new EmbedderException("What came is no vectors: " + e.getOriginalMessage(), false, e);
    }
  }

  private BrokerPost.Answer ask(String request) throws InterruptedException {
    try {
      BrokerPost.Answer answer = broker.post(PATH, request.getBytes(StandardCharsets.UTF_8), MOST);
      if (answer.status() != 200) {
        throw new EmbedderException(reason(answer), isRetryable(answer.status()));
      }
      return answer;
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("Nobody waits for the vectors");
      }
      throw new EmbedderException("The broker can't be asked: " + e.getMessage(), true, e);
    }
  }

  private static boolean isRetryable(int status) {
    return status == 429 || status / 100 == 5;
  }

  /** The broker and servers with OpenAI's protocol put it in the same place. */
  private static String reason(BrokerPost.Answer answer) {
    try {
      String message = Json.mapper().readTree(answer.body()).at("/error/message").asText();
      if (!message.isEmpty()) {
        return message;
      }
    } catch (JsonProcessingException e) {
      // It is no JSON then.
    }
    return "Vectors were refused with " + answer.status() + " " + answer.body();
  }

  /** A server may give others. */
  private static float[] unit(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    if (squares == 0 || !Double.isFinite(squares)) {
      throw new EmbedderException("A vector came that has no direction", false);
    }
    float length = (float) Math.sqrt(squares);
    float[] unit = vector.clone();
    for (int i = 0; i < unit.length; i++) {
      unit[i] /= length;
    }
    return unit;
  }

  @Override
  public void close() {}
}
