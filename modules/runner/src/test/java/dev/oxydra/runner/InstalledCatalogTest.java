package dev.oxydra.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.catalog.CatalogFiles;
import dev.oxydra.runner.catalog.LoadedCatalog;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.ConfigLoader;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which models may be configured. */
class InstalledCatalogTest {
  private static final Map<String, String> KEYS = Map.of("OPENAI_API_KEY", "k");

  @TempDir private Path folder;

  private LoadedCatalog checked(String... overrides) {
    LoadedConfig config =
        new ConfigLoader(folder.resolve("etc"), folder.resolve("home"))
            .load(folder, new UserId("alice"), KEYS, List.of(overrides));
    return new InstalledCatalog(files()).checked(config, Roster.of(config, KEYS));
  }

  private CatalogFiles files() {
    return new CatalogFiles(folder.resolve("cache.json"), List.of(folder.resolve("catalog.json")));
  }

  private String refused(String... overrides) {
    ConfigException wrong = assertThrows(ConfigException.class, () -> checked(overrides));
    assertEquals(1, wrong.problems().size(), wrong.getMessage());
    return String.valueOf(wrong.getMessage());
  }

  @Test
  void anUnknownModelIsRefusedWithTheNearestNames() {
    String told = refused("selection.provider=openai", "selection.model=gpt6-luna");
    assertTrue(told.startsWith("configuration: selection: The catalogue knows no model"), told);
    assertTrue(told.contains("Did you mean gpt-6-luna"), told);
    assertTrue(told.contains("skip_catalog_validation"), told);
  }

  @Test
  void fallbacksAndAgentsAreCheckedByTheNamesOfTheCatalogue() {
    String fallback = refused("selection.fallbacks=[gemini/gemini-3.8-flsh]");
    assertTrue(fallback.startsWith("configuration: selection.fallbacks: "), fallback);
    assertTrue(fallback.contains("of google. Did you mean gemini-3.8-flash"), fallback);
    String agent =
        refused("agents.scribe.selection={provider = anthropic, model = claude-opus-5.6}");
    assertTrue(agent.startsWith("configuration: agents.scribe.selection: "), agent);
  }

  @Test
  void itIsTakenWhereNothingIsValidatedOrTheProviderIsNotKnown() throws IOException {
    checked(
        "selection.provider=openai",
        "selection.model=gpt6-luna",
        "catalog.skip_catalog_validation=true");
    checked("selection.provider=openrouter", "selection.model=some/model");
    checked("selection.provider=demo");
    Files.writeString(
        folder.resolve("catalog.json"), "{\"openai\":{\"models\":{\"gpt6-luna\":{}}}}");
    checked("selection.provider=openai", "selection.model=gpt6-luna");
  }

  @Test
  void aDeprecatedModelAndABrokenCacheAreWarnings() throws IOException {
    Files.writeString(folder.resolve("cache.json"), "{");
    List<String> warnings =
        checked("selection.provider=openai", "selection.model=gpt-5-mini").warnings().stream()
            .map(String::valueOf)
            .toList();
    assertEquals(2, warnings.size(), warnings::toString);
    assertTrue(warnings.getFirst().contains("cache.json:1: "), warnings::toString);
    assertTrue(
        warnings.getLast().contains("gpt-5-mini of openai is deprecated"), warnings::toString);
  }

  @Test
  void aGuestGetsWhatIsKnownOfItsProviders() {
    Catalog catalog = checked("selection.provider=demo").catalog();
    assertTrue(catalog.knows("openai"));
    assertTrue(catalog.knows("google"));
    assertFalse(catalog.knows("mistral"));
  }
}
