package dev.oxydra.runner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.types.Catalog;
import dev.oxydra.types.ModelInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTableTest {
  private final Catalog pinned = CatalogLayers.pinned(provider -> true);

  private List<String> row(String provider, String pattern) {
    List<List<String>> rows = CatalogTable.rows(CatalogTable.matching(pinned, provider, pattern));
    assertEquals(2, rows.size(), rows::toString);
    return rows.get(1);
  }

  @Test
  void aRowSaysWhatIsKnown() {
    assertEquals(
        List.of(
            "anthropic/claude-haiku-5-5",
            "1M",
            "128k",
            "0.1+",
            "0.5+",
            "text image pdf",
            "text",
            "tools reasoning cache",
            ""),
        row("", "Claude Haiku 5.5"));
    assertEquals("deprecated", row("openai", "gpt-5-mini").getLast());
  }

  @Test
  void whatIsNotKnownIsMarked() {
    Catalog bare = new Catalog(Map.of("p", Map.of("m", ModelInfo.UNKNOWN)));
    assertEquals(
        List.of("p/m", "?", "?", "?", "?", "?", "?", "tools? reasoning? cache?", ""),
        CatalogTable.rows(bare).get(1));
  }

  @Test
  void aPatternIsAPartOfTheNameAndAProviderTheWholeName() {
    assertEquals(
        Set.of("openai"), CatalogTable.matching(pinned, "openai", "").providers().keySet());
    assertEquals(0, CatalogTable.matching(pinned, "open", "").size());
    Catalog open = CatalogTable.matching(pinned, "", "GPT-OSS-120b");
    assertEquals(Set.of("groq"), open.providers().keySet());
    assertEquals(2, CatalogTable.matching(pinned, "", "openai/gpt-oss").size());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999",
    "1000, 1k",
    "128000, 128k",
    "16385, 16k",
    "262144, 262k",
    "999499, 999k",
    "999500, 1M",
    "1000000, 1M",
    "1048576, 1.05M",
    "10000000, 10M"
  })
  void tokensAreRounded(long tokens, String shown) {
    assertEquals(shown, CatalogTable.tokens(tokens));
  }
}
