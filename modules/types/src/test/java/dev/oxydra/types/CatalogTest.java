package dev.oxydra.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
  private static final ModelInfo DEPRECATED =
      new ModelInfo(null, null, null, null, null, null, null, "deprecated");

  private static final Catalog CATALOG =
      new Catalog(
          Map.of(
              "openai",
              models(
                  "gpt-6-sol",
                  "gpt-6-luna",
                  "gpt-6-astra",
                  "gpt-5.1",
                  "gpt-4o",
                  "gpt-4o-mini",
                  "o3",
                  "-gpt-5",
                  "-gpt-5-mini",
                  "-gpt-5-nano"),
              "anthropic",
              models(
                  "claude-sonnet-5-5",
                  "claude-sonnet-5",
                  "claude-sonnet-4-6",
                  "claude-opus-5-5",
                  "claude-opus-5",
                  "claude-opus-4-8",
                  "claude-haiku-4-5",
                  "-claude-sonnet-4-5",
                  "-claude-sonnet-4-5-20250929",
                  "-claude-opus-4-1")));

  /** Those with a dash before their names are deprecated. */
  private static Map<String, ModelInfo> models(String... names) {
    Map<String, ModelInfo> models = new HashMap<>();
    for (String name : names) {
      boolean deprecated = name.startsWith("-");
      models.put(
          deprecated ? name.substring(1) : name, deprecated ? DEPRECATED : ModelInfo.UNKNOWN);
    }
    return models;
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt5-mini, gpt-5-mini",
    "openai, GPT-5_mini, gpt-5-mini",
    "openai, gpt-5-mni, gpt-5-mini",
    "openai, gpt-6-lunar, gpt-6-luna",
    "openai, gpt-4o-mini-2024-07-18, gpt-4o-mini",
    "openai, openai/gpt-6-sol, gpt-6-sol",
    "openai, luna, gpt-6-luna",
    "anthropic, claude-sonnet-4.5, claude-sonnet-4-5",
    "anthropic, claude-sonet-5-5, claude-sonnet-5-5",
    "anthropic, sonnet-5.5, claude-sonnet-5-5",
    "anthropic, claude-haiku, claude-haiku-4-5",
  })
  void theNearestNameIsTheOneThatWasMeant(String provider, String wanted, String meant) {
    List<String> nearest = CATALOG.nearest(provider, new ModelId(wanted));
    assertEquals(meant, nearest.getFirst(), () -> nearest.toString());
    assertTrue(nearest.size() <= 3, () -> nearest.toString());
  }

  @Test
  void newAndLivingOnesGoFirst() {
    assertEquals(
        List.of("claude-opus-5", "claude-opus-5-5", "claude-opus-4-8"),
        CATALOG.nearest("anthropic", new ModelId("claude-opus")));
  }

  @Test
  void nothingIsNearToANameFromElsewhere() {
    for (String strange : List.of("llama3.2:latest", "x", "--", "demo")) {
      assertEquals(List.of(), CATALOG.nearest("openai", new ModelId(strange)), strange);
    }
    assertEquals(List.of(), CATALOG.nearest("ollama", new ModelId("gpt-5")));
  }

  @Test
  void anUnknownModelIsRefusedWithTheNearestNames() {
    CatalogCheck.Problem problem =
        CatalogCheck.of(CATALOG).problem("openai", new ModelId("gpt5-mini"));
    assertTrue(
        String.valueOf(problem)
            .startsWith(
                "The catalogue knows no model \"gpt5-mini\" of openai. Did you mean gpt-5-mini"),
        () -> String.valueOf(problem));
  }

  @Test
  void aKnownModelAndOneOfAnUnknownProviderAreTaken() {
    CatalogCheck check = CatalogCheck.of(CATALOG);
    assertNull(check.problem("openai", new ModelId("gpt-5-mini")));
    assertNull(check.problem("ollama", new ModelId("anything")));
    assertNull(check.warning("ollama", new ModelId("anything")));
    assertNull(CatalogCheck.of(Catalog.EMPTY).problem("openai", new ModelId("gpt-5-mini")));
  }

  @Test
  void aDeprecatedModelIsAWarning() {
    CatalogCheck check = CatalogCheck.of(CATALOG);
    assertTrue(
        String.valueOf(check.warning("openai", new ModelId("gpt-5-mini"))).contains("deprecated"));
    assertNull(check.warning("openai", new ModelId("gpt-6-sol")));
    assertNull(check.warning("openai", new ModelId("no-such")));
  }

  @Test
  void theUpperCatalogReplacesWholeModelsAndKeepsTheRest() {
    ModelInfo named = new ModelInfo("Mine", null, null, null, null, null, null, null);
    Catalog both =
        CATALOG.under(
            new Catalog(Map.of("openai", Map.of("gpt-5", named), "mine", Map.of("local", named))));
    assertEquals(named, both.find("openai", new ModelId("gpt-5")));
    assertEquals(DEPRECATED, both.find("openai", new ModelId("gpt-5-mini")));
    assertEquals(named, both.find("mine", new ModelId("local")));
    assertEquals(CATALOG.size() + 1, both.size());
  }

  @Test
  void onlyKeepsTheProvidersThatAreAskedFor() {
    Catalog some = CATALOG.only(Set.of("openai", "ollama"));
    assertTrue(some.knows("openai"));
    assertFalse(some.knows("anthropic"));
    assertFalse(some.knows("ollama"));
  }

  @Test
  void itIsTheSameAfterAWayThroughJson() throws JsonProcessingException {
    Prices flat = new Prices(price("3"), price("15"), null, price("0.3"), price("3.75"), null);
    Prices tiered =
        new Prices(
            price("2"),
            price("10.5"),
            price("11"),
            null,
            null,
            flat,
            List.of(
                new Prices.Tier(
                    price("4"), price("15"), null, null, null, new Prices.Threshold(272_000))));
    ModelInfo whole =
        new ModelInfo(
            "GPT",
            true,
            true,
            false,
            new ModelInfo.Modalities(
                Set.of(Modality.PDF, Modality.TEXT, Modality.IMAGE), Set.of(Modality.TEXT)),
            new ModelInfo.Limits(1_050_000L, 922_000L, 128_000L),
            tiered,
            "beta");
    Catalog catalog =
        CATALOG.under(new Catalog(Map.of("p", Map.of("whole", whole, "none", ModelInfo.UNKNOWN))));

    String json = Json.write(catalog);
    assertEquals(catalog, Json.mapper().readValue(json, Catalog.class), json);
    assertTrue(json.contains("\"input\":[\"text\",\"image\",\"pdf\"]"), json);
    assertFalse(json.contains("null"), json);
  }

  private static BigDecimal price(String amount) {
    return new BigDecimal(amount);
  }
}
