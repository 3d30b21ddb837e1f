package dev.oxydra.runner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.types.Catalog;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The file that comes with the product. */
class PinnedCatalogTest {
  private final Catalog pinned = CatalogLayers.pinned(provider -> true);

  @Test
  void itIsAsTheWriterWritesIt() throws IOException {
    try (InputStream in = CatalogLayers.class.getResourceAsStream("models.json")) {
      assertNotNull(in);
      assertEquals(
          CatalogWriter.write(pinned), new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "openai, gpt-6-luna, false",
    "openai, gpt-5-mini, true",
    "openai, gpt-4o, false",
    "anthropic, claude-sonnet-5-5, false",
    "anthropic, claude-sonnet-4-5, true",
    "google, gemini-3.8-flash, false",
    "google, gemini-2.5-flash, true",
    "groq, openai/gpt-oss-120b, false"
  })
  void itHasWhatPeopleUse(String provider, String model, boolean deprecated) {
    ModelInfo info = pinned.find(provider, new ModelId(model));
    assertNotNull(info);
    assertNotNull(info.cost());
    assertNotNull(info.limit());
    assertEquals(deprecated, info.deprecated());
  }

  /** It sells more models than could be kept here, and what isn't known couldn't be chosen. */
  @Test
  void ofAResellerItHasNothing() {
    assertFalse(pinned.knows("openrouter"));
  }

  @Test
  void readingFromACacheIsNotDearerThanReadingAnew() {
    pinned
        .providers()
        .forEach((provider, models) ->
            models.forEach((id, info) -> {
              if (info.cost() != null && info.cost().cacheRead() != null) {
                assertTrue(
                    info.cost().cacheRead().compareTo(info.cost().input()) <= 0,
                    provider + "/" + id);
              }
            }));
  }

  @Test
  void everyNameCanBeAskedForAndNoOutputIsLargerThanTheContext() {
    pinned
        .providers()
        .forEach((provider, models) ->
            models.forEach((id, info) -> {
              assertEquals(id, new ModelId(id).value());
              ModelInfo.Limits limit = info.limit();
              if (limit != null && limit.context() != null && limit.output() != null) {
                assertTrue(limit.output() <= limit.context(), provider + "/" + id);
              }
            }));
  }
}
