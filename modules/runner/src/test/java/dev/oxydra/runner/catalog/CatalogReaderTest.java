package dev.oxydra.runner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Json;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.Prices;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogReaderTest {
  private static final String WHOLE =
      """
      {"openai": {"id": "openai", "env": ["KEY"], "npm": {"new": 1}, "models": {
        "gpt": {"id": "gpt", "name": "GPT", "family": "g", "attachment": true, "reasoning": false,
          "tool_call": true, "modalities": {"input": ["text", "smell", "pdf"], "output": ["text"]},
          "limit": {"context": 400000, "input": 272000, "output": 1.28e5}, "status": "beta",
          "cost": {"input": 1.250, "output": 10, "reasoning": 12, "cache_read": 0.125,
            "cache_write": 2, "input_audio": 3, "context_over_200k": {"input": 2, "output": 20},
            "tiers": [
              {"input": 4, "output": 15, "tier": {"type": "context", "size": 272000}},
              {"input": 5, "output": 16, "tier": {"type": "moon", "size": 1}}]}},
        "bare": {}, "free": {"cost": {"input": 0, "output": 0}},
        "half": {"cost": {"input": 1}, "limit": {"context": 0, "output": 0}}}}}
      """;

  private static Catalog read(String json) {
    try {
      return CatalogReader.read(
          new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "f.json", name -> true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ModelInfo model(String id) {
    ModelInfo info = read(WHOLE).find("openai", new ModelId(id));
    assertNotNull(info, id);
    return info;
  }

  @Test
  void everyFieldThatCountsIsRead() {
    ModelInfo gpt = model("gpt");
    assertEquals("GPT", gpt.name());
    assertEquals(true, gpt.attachment());
    assertEquals(false, gpt.reasoning());
    assertEquals(true, gpt.toolCall());
    assertEquals("beta", gpt.status());
    assertEquals(new ModelInfo.Limits(400_000L, 272_000L, 128_000L), gpt.limit());
    assertEquals(
        new ModelInfo.Modalities(Set.of(Modality.TEXT, Modality.PDF), Set.of(Modality.TEXT)),
        gpt.modalities());
  }

  @Test
  void pricesAreExactWithTheirTiers() {
    Prices cost = model("gpt").cost();
    assertNotNull(cost);
    assertEquals(new BigDecimal("1.25"), cost.input());
    assertEquals(new BigDecimal("10"), cost.output());
    assertEquals(new BigDecimal("12"), cost.reasoning());
    assertEquals(new BigDecimal("0.125"), cost.cacheRead());
    assertEquals(new BigDecimal("2"), cost.cacheWrite());
    assertEquals(new BigDecimal("20"), cost.over200k().output());
    assertEquals(1, cost.tiers().size());
    assertEquals(new BigDecimal("4"), cost.at(272_001).input());
  }

  @Test
  void whatIsLeftOutIsUnknownAndZeroDollarsAreNot() {
    assertEquals(ModelInfo.UNKNOWN, model("bare"));
    assertNull(model("half").cost());
    assertNull(model("half").limit());
    assertEquals(BigDecimal.ZERO, model("free").cost().input());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"cost\": {\"input\": -1, \"output\": 1}} | cost.input",
        "{\"cost\": {\"input\": 1, \"output\": \"2\"}} | cost.output",
        "{\"cost\": {\"input\": 1e999999999, \"output\": 1}} | cost.input",
        "{\"cost\": {\"input\": 1e-999999999, \"output\": 1}} | cost.input",
        "{\"cost\": {\"cache_read\": true}} | cost.cache_read",
        "{\"cost\": {\"context_over_200k\": {\"output\": -2}}} | cost.context_over_200k.output",
        "{\"cost\": {\"tiers\": [{\"input\": -2}]}} | cost.tiers[0].input",
        "{\"cost\": {\"tiers\": [{\"input\": 2, \"output\": 2, \"tier\": {}}]}} |"
            + " cost.tiers[0].tier.size",
        "{\"cost\": [1]} | cost",
        "{\"limit\": {\"context\": -5}} | limit.context",
        "{\"limit\": {\"output\": \"many\"}} | limit.output",
        "{\"limit\": {\"input\": 1e300}} | limit.input",
        "[] | This must be an object",
      })
  void aWrongNumberIsNamed(String model, String field) {
    String json = "{\"p\": {\"models\": {\n\"good\": {},\n\"bad/1\": " + model + "}}}";
    ConfigException wrong = assertThrows(ConfigException.class, () -> read(json));
    assertTrue(
        String.valueOf(wrong.getMessage()).startsWith("f.json:3: p/bad/1: " + field),
        wrong.getMessage());
    assertEquals(1, wrong.problems().size(), wrong.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "<!DOCTYPE html><html></html>",
        "{}",
        "{\"p\": {\"id\": \"p\"}}",
        "{\"p\": {\"models\": {}}}",
        "{\"p\": {\"models\": []}}",
        "{\"p\": 1}",
        "{\"p\": {\"models\": {\"m\": {}}}} {}",
        "{\"p\": {\"models\": {\"m\": {}}}",
        "{\"p\": {\"models\": {\"m\": {\"cost\": {\"input\": NaN}}}}}"
      })
  void whatIsNoCatalogueIsRefused(String json) {
    ConfigException wrong = assertThrows(ConfigException.class, () -> read(json));
    assertTrue(String.valueOf(wrong.getMessage()).startsWith("f.json"), wrong.getMessage());
  }

  @Test
  void aDeepJsonEndsInAProblem() {
    String deep = "[".repeat(100_000);
    assertThrows(ConfigException.class, () -> read("{\"p\": {\"models\": {\"m\": {\"x\": " + deep));
  }

  @Test
  void anyCutIsNoticed() {
    for (int length = 0; length < WHOLE.strip().length(); length++) {
      String cut = WHOLE.substring(0, length);
      assertThrows(ConfigException.class, () -> read(cut), cut);
    }
  }

  @Test
  void manyProblemsAreNotAllTold() {
    StringBuilder json = new StringBuilder("{");
    for (int provider = 0; provider < 100; provider++) {
      json.append("\"p").append(provider).append("\": {\"models\": {\"m\": 1}},");
    }
    ConfigException wrong = assertThrows(ConfigException.class, () -> read(json + "\"p\": 1}"));
    assertEquals(20, wrong.problems().size());
  }

  @Test
  void providersThatAreNotWantedAreSkipped() throws IOException {
    String json =
        "{\"bad\": {\"models\": {\"m\": 1}}, \"good\": {\"models\": {\"m\": {}}}, \"odd\": 1}";
    Catalog some =
        CatalogReader.read(
            new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
            "f.json",
            Set.of("good")::contains);
    assertEquals(Set.of("good"), some.providers().keySet());
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    Catalog catalog = read(WHOLE);
    assertEquals(catalog, read(CatalogWriter.write(catalog)));
  }

  @Test
  void whatAGuestGetsIsTheCatalogsOwnJson() throws IOException {
    for (Catalog catalog : List.of(read(WHOLE), CatalogLayers.pinned(name -> true))) {
      String plain = CatalogWriter.plain(catalog);
      assertEquals(Json.write(catalog), plain);
      assertEquals(catalog, Json.mapper().readValue(plain, Catalog.class));
    }
  }
}
