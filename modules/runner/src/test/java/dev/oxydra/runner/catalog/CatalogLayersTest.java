package dev.oxydra.runner.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogLayersTest {
  @TempDir private Path folder;
  private Path cache;
  private Path home;
  private Path project;
  private CatalogFiles files;

  @BeforeEach
  void files() {
    cache = folder.resolve("cache.json");
    home = folder.resolve("home.json");
    project = folder.resolve("project.json");
    files = new CatalogFiles(cache, List.of(home, project));
  }

  private static String named(String provider, String model, String name) {
    return "{\"%s\":{\"models\":{\"%s\":{\"name\":\"%s\"}}}}".formatted(provider, model, name);
  }

  private ModelInfo find(String provider, String model) {
    return new CatalogLayers(files).load().catalog().find(provider, new ModelId(model));
  }

  @Test
  void withoutAnyFileThereIsWhatCameWithTheProduct() {
    LoadedCatalog loaded = new CatalogLayers(files).load();
    assertEquals(CatalogLayers.pinned(name -> true), loaded.catalog());
    assertEquals(List.of(), loaded.warnings());
  }

  @Test
  void laterLayersWinModelByModel() throws IOException {
    Files.writeString(cache, named("openai", "gpt-4o", "cache"));
    assertEquals("cache", find("openai", "gpt-4o").name());
    assertNull(find("openai", "gpt-4o").cost());
    assertNotNull(find("openai", "gpt-4o-mini").cost());

    Files.writeString(home, named("openai", "gpt-4o", "home"));
    assertEquals("home", find("openai", "gpt-4o").name());
    Files.writeString(project, named("openai", "gpt-4o", "project"));
    assertEquals("project", find("openai", "gpt-4o").name());
    assertNotNull(find("anthropic", "claude-sonnet-5-5"));
  }

  @Test
  void aBrokenCacheIsAWarningAndNotUsed() throws IOException {
    Files.writeString(cache, "{\"openai\":{\"models\":{\n\"mine\":{},\n\"gpt-4o\":{\"cost\":");
    LoadedCatalog loaded = new CatalogLayers(files).load();
    assertEquals(CatalogLayers.pinned(name -> true), loaded.catalog());
    assertEquals(1, loaded.warnings().size());
    String warning = loaded.warnings().getFirst().toString();
    assertTrue(warning.startsWith(cache + ":3: "), warning);
    assertTrue(warning.endsWith("runner catalog fetch"), warning);
  }

  @Test
  void aCacheThatCantBeReadIsAWarning() throws IOException {
    Files.createDirectory(cache);
    LoadedCatalog loaded = new CatalogLayers(files).load();
    assertTrue(loaded.catalog().knows("openai"));
    assertEquals(cache.toString(), loaded.warnings().getFirst().origin());
  }

  @Test
  void brokenFilesWrittenByHandAreErrorsWithTheirPlaces() throws IOException {
    Files.writeString(home, "{\n\n  oops");
    Files.writeString(project, "{\"p\":{\"models\":{\n\"m\":{\"limit\":{\"context\":-1}}}}}");
    ConfigException wrong =
        assertThrows(ConfigException.class, () -> new CatalogLayers(files).load());
    String told = String.valueOf(wrong.getMessage());
    assertEquals(2, wrong.problems().size(), told);
    assertTrue(told.contains(home + ":3: "), told);
    assertTrue(told.contains(project + ":2: p/m: limit.context"), told);
  }

  @Test
  void providersThatAreNotConfiguredAreNotRead() throws IOException {
    Files.writeString(cache, "{\"xai\":{\"models\":{\"broken\":1}}}");
    LoadedCatalog loaded = new CatalogLayers(files).load(Set.of("openai", "mine"));
    assertEquals(Set.of("openai"), loaded.catalog().providers().keySet());
    assertEquals(List.of(), loaded.warnings());
  }

  @Test
  void verificationLooksAtEachLayer() throws IOException {
    Files.writeString(cache, named("openai", "gpt-4o", "cache"));
    Files.writeString(project, "{}");
    List<CatalogVerification.Layer> layers = CatalogVerification.of(files);
    assertEquals(4, layers.size());
    assertEquals(1, layers.get(1).models());
    assertFalse(layers.get(1).byHand());
    assertFalse(layers.get(2).present());
    assertEquals(1, layers.get(3).problems().size());
    assertTrue(layers.get(3).byHand());
  }

  @Test
  void theUsualPlacesAreThoseOfTheConfigurationAndOfXdg() {
    Path me = Path.of("/home/me");
    Path here = Path.of("/project/.oxydra");
    CatalogFiles usual = CatalogFiles.of(Map.of(), me, here);
    assertEquals(Path.of("/home/me/.cache/oxydra/models.json"), usual.cache());
    assertEquals(
        List.of(
            Path.of("/etc/oxydra/catalog.json"),
            Path.of("/home/me/.config/oxydra/catalog.json"),
            Path.of("/project/.oxydra/catalog.json")),
        usual.overrides());
    assertEquals(
        Path.of("/c/oxydra/models.json"),
        CatalogFiles.of(Map.of("XDG_CACHE_HOME", "/c"), me, here).cache());
    assertEquals(
        usual.cache(), CatalogFiles.of(Map.of("XDG_CACHE_HOME", "relative"), me, here).cache());
  }
}
