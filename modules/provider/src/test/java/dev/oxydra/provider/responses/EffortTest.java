package dev.oxydra.provider.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ReasoningEffort;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffortTest {
  private static final String KEPT = "'include':['reasoning.encrypted_content']";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gpt-4.1 | | AUTO | {}",
        "gpt-4.1 | | OFF | {}",
        "gpt-4.1 | false | HIGH | {}",
        "gpt-5-mini | | AUTO | {" + KEPT + "}",
        "gpt-5-mini | false | AUTO | {}",
        "gpt-5-mini | | HIGH | {'reasoning':{'effort':'high','summary':'auto'}," + KEPT + "}",
        "gpt-5-mini | | OFF | {'reasoning':{'effort':'minimal'}," + KEPT + "}",
        "openai/gpt-5.1 | true | OFF | {'reasoning':{'effort':'none'}," + KEPT + "}",
        "gpt-5.3-codex | true | OFF | {'reasoning':{'effort':'low'}," + KEPT + "}",
        "gpt-5-pro | true | OFF | {" + KEPT + "}",
        "gpt-5-chat-latest | | AUTO | {}",
        "o4-mini | | OFF | {'reasoning':{'effort':'low'}," + KEPT + "}",
        "the-model | | AUTO | {}",
        "the-model | true | OFF | {" + KEPT + "}",
        "the-model | | LOW | {'reasoning':{'effort':'low','summary':'auto'}," + KEPT + "}",
      })
  void everyModelIsAskedInItsOwnWay(
      String model, @Nullable Boolean reasoning, ReasoningEffort effort, String expected) {
    ModelInfo info = new ModelInfo(null, null, reasoning, null, null, null, null, null);
    ObjectNode wire = JsonNodeFactory.instance.objectNode();
    Effort.of(new ModelId(model), new ModelOptions(effort, null, info)).addTo(wire);
    assertEquals(expected, wire.toString().replace('"', '\''));
  }
}
