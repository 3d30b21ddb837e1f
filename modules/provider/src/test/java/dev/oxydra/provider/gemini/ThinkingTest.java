package dev.oxydra.provider.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.QuotedJson;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelInfo.Modalities;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ReasoningEffort;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ThinkingTest {
  private final GeminiLine line = new GeminiLine();

  @AfterEach
  void close() {
    line.close();
  }

  private JsonNode config(
      String model, ReasoningEffort effort, @Nullable Boolean reasoning, Set<Modality> output)
      throws InterruptedException {
    Modalities modalities = new Modalities(Set.of(Modality.TEXT), output);
    ModelInfo info = new ModelInfo(null, null, reasoning, null, modalities, null, null, null);
    return line.generationConfig(model, new ModelOptions(effort, null, info));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "unknown",
      quoteCharacter = '`',
      value = {
        "gemini-3-flash-preview,AUTO,unknown,",
        "gemini-3-flash-preview,AUTO,true,'includeThoughts':true",
        "gemini-3-flash-preview,AUTO,false,",
        "gemini-3-flash-preview,HIGH,false,",
        "gemini-3-flash-preview,OFF,true,'thinkingLevel':'minimal'",
        "gemini-3-flash-preview,LOW,true,`'includeThoughts':true,'thinkingLevel':'low'`",
        "gemini-3-flash-preview,MEDIUM,true,`'includeThoughts':true,'thinkingLevel':'medium'`",
        "gemini-3-flash-preview,HIGH,unknown,`'includeThoughts':true,'thinkingLevel':'high'`",
        "gemini-3.1-pro-preview,OFF,true,'thinkingLevel':'low'",
        "gemini-3.1-pro-preview,MEDIUM,true,`'includeThoughts':true,'thinkingLevel':'medium'`",
        "gemini-3-pro-preview,MEDIUM,true,`'includeThoughts':true,'thinkingLevel':'high'`",
        "gemini-3-pro-image-preview,HIGH,true,'includeThoughts':true",
        "gemini-2.5-flash-image,AUTO,true,",
        "gemini-2.5-flash-image,OFF,true,",
        "gemini-2.5-flash,OFF,true,'thinkingBudget':0",
        "gemini-2.5-flash-lite,OFF,true,'thinkingBudget':0",
        "gemini-2.5-pro,OFF,true,'thinkingBudget':128",
        "gemini-2.5-pro,LOW,true,`'includeThoughts':true,'thinkingBudget':1024`",
        "gemini-2.5-pro,MEDIUM,true,`'includeThoughts':true,'thinkingBudget':8192`",
        "gemini-2.5-pro,HIGH,true,`'includeThoughts':true,'thinkingBudget':24576`",
        "gemini-2.0-flash,HIGH,unknown,",
        "gemma-4-31b-it,OFF,true,",
        "gemma-4-31b-it,HIGH,true,'includeThoughts':true",
      })
  void eachGenerationIsToldInItsOwnWay(
      String model, ReasoningEffort effort, @Nullable Boolean reasoning, @Nullable String expected)
      throws InterruptedException {
    JsonNode thinking = config(model, effort, reasoning, Set.of()).path("thinkingConfig");
    assertEquals(
        expected == null ? "" : QuotedJson.json("{" + expected + "}").toString(),
        thinking.toString());
  }

  @Test
  void modelsThatMakeImagesAreAskedForThem() throws InterruptedException {
    assertEquals(
        QuotedJson.json("{'responseModalities':['TEXT','IMAGE']}"),
        config(
            "gemini-2.5-flash-image",
            ReasoningEffort.AUTO,
            null,
            Set.of(Modality.TEXT, Modality.IMAGE)));
  }
}
