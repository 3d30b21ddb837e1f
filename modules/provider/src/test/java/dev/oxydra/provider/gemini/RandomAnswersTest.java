package dev.oxydra.provider.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever parts an answer has, and however they come: they go back as they were. */
@Timeout(60)
class RandomAnswersTest {
  private static final int ANSWERS = 200;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Random random = new Random();
  private int parts;

  @Test
  void goBackAsTheyCame() throws InterruptedException {
    long seed = random.nextLong();
    random.setSeed(seed);
    try (GeminiLine line = new GeminiLine()) {
      for (int i = 0; i < ANSWERS; i++) {
        List<ObjectNode> answer = new ArrayList<>();
        for (int n = 1 + random.nextInt(8); n > 0; n--) {
          answer.add(part());
        }
        Message message = line.answer(chunks(answer)).message();
        // To a model that needs no signatures: none is made up for it.
        JsonNode sent =
            line.contents("gemini-2.5-pro", Message.user("hi"), message, Message.user("go on"));
        String problem = "answer " + i + " of seed " + seed + ": " + answer;
        assertEquals(expected(answer), modelParts(sent), problem);
      }
    }
  }

  private static ArrayNode modelParts(JsonNode contents) {
    JsonNode second = contents.path(1);
    return second.path("role").asText().equals("model")
        ? (ArrayNode) second.path("parts")
        : JSON.arrayNode(); // There was nothing to send.
  }

  private ObjectNode part() {
    ObjectNode part = JSON.objectNode();
    String name = "p" + parts++;
    boolean signed = random.nextBoolean();
    switch (random.nextInt(5)) {
      case 0 -> part.put("text", name + " ");
      case 1 -> part.put("text", random.nextBoolean() ? name : "").put("thought", true);
      case 2 -> part.put("text", signed ? "" : name);
      case 3 ->
          part.putObject("functionCall")
              .put("id", name)
              .put("name", "f")
              .putObject("args")
              .put("n", parts);
      default -> part.putObject("inlineData").put("mimeType", "image/png").put("data", "AQID");
    }
    return signed ? part.put("thoughtSignature", "s" + parts) : part;
  }

  private String[] chunks(List<ObjectNode> answer) {
    List<String> chunks = new ArrayList<>();
    for (int from = 0; from < answer.size(); ) {
      int to = Math.min(answer.size(), from + 1 + random.nextInt(3));
      String parts = answer.subList(from, to).toString();
      chunks.add(GeminiLine.parts(parts.substring(1, parts.length() - 1)));
      from = to;
    }
    chunks.add(GeminiLine.finish("STOP"));
    return chunks.toArray(new String[0]);
  }

  /** Pieces without signatures are joined; a thought without one doesn't go back. */
  private static ArrayNode expected(List<ObjectNode> answer) {
    List<ObjectNode> joined = new ArrayList<>();
    for (ObjectNode part : answer) {
      ObjectNode last = joined.isEmpty() ? JSON.objectNode() : joined.getLast();
      if (isPiece(part) && isPiece(last) && part.has("thought") == last.has("thought")) {
        last.put("text", last.path("text").asText() + part.path("text").asText());
      } else {
        joined.add(part.deepCopy());
      }
    }
    ArrayNode expected = JSON.arrayNode();
    joined.stream()
        .filter(part -> !part.has("thought") || part.has("thoughtSignature"))
        .forEach(expected::add);
    return expected;
  }

  private static boolean isPiece(ObjectNode part) {
    return part.has("text") && !part.has("thoughtSignature");
  }
}
