package dev.oxydra.guest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.EmbedReply;
import dev.oxydra.types.EmbedRequest;
import dev.oxydra.types.Embedder.Purpose;
import dev.oxydra.types.EmbedderException;
import dev.oxydra.types.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How vectors are asked for, and how they come. */
sealed interface EmbeddingDialect {
  /** What is sent, to be written as JSON. */
  Object request(Purpose purpose, List<String> texts);

  /** The vectors in an answer, in the order of the texts. */
  List<float[]> vectors(JsonNode answer) throws JsonProcessingException;

  /** Our own. */
  record Own() implements EmbeddingDialect {
    @Override
    public Object request(Purpose purpose, List<String> texts) {
      return new EmbedRequest(purpose, texts);
    }

    @Override
    public List<float[]> vectors(JsonNode answer) throws JsonProcessingException {
      return Json.mapper().treeToValue(answer, EmbedReply.class).floats();
    }
  }

  /**
   * OpenAI's.
   *
   * @param model the server's name for it
   * @see <a href="https://platform.openai.com/docs/api-reference/embeddings/create">its
   *     reference</a>
   */
  record OpenAi(String model) implements EmbeddingDialect {
    @Override
    public Object request(Purpose purpose, List<String> texts) {
      // It refuses an empty text.
      List<String> input = texts.stream().map(text -> text.isBlank() ? "." : text).toList();
      return Map.of("model", model, "input", input, "encoding_format", "float");
    }

    @Override
    public List<float[]> vectors(JsonNode answer) {
      JsonNode data = answer.path("data");
      float[][] vectors = new float[data.size()][];
      for (JsonNode each : data) {
        int index = each.path("index").asInt(-1);
        if (index < 0 || index >= vectors.length || !each.path("embedding").isArray()) {
          throw new EmbedderException("What came is no list of vectors", false);
        }
        vectors[index] = components(each.path("embedding"));
      }
      if (Arrays.asList(vectors).contains(null)) {
        throw new EmbedderException("What came is no list of vectors", false);
      }
      return List.of(vectors);
    }

    private static float[] components(JsonNode embedding) {
      float[] vector = new float[embedding.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = embedding.get(i).floatValue();
      }
      return vector;
    }
  }
}
