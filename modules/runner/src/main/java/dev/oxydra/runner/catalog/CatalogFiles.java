package dev.oxydra.runner.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where a catalogue's upper layers are.
 *
 * @param cache what was fetched; it need not exist
 * @param overrides what was written by hand, the strongest last; none need exist
 */
public record CatalogFiles(Path cache, List<Path> overrides) {
  private static final String OVERRIDE = "catalog.json";

  public CatalogFiles {
    Objects.requireNonNull(cache, "cache");
    overrides = List.copyOf(overrides);
  }

  /**
   * The usual ones: the cache below {@code XDG_CACHE_HOME} or {@code ~/.cache} (see the <a
   * href="https://specifications.freedesktop.org/basedir-spec/latest/">XDG base directories</a>),
   * and {@code catalog.json} in the machine's, the user's and the project's configuration folder.
   *
   * @param home the user's home
   * @param folder the project's configuration folder, {@code .oxydra}
   */
  public static CatalogFiles of(Map<String, String> environment, Path home, Path folder) {
    Path named = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    Path caches = named.isAbsolute() ? named : home.resolve(".cache");
    return new CatalogFiles(
        caches.resolve("oxydra").resolve("models.json"),
        List.of(
            Path.of("/etc/oxydra", OVERRIDE),
            home.resolve(".config").resolve("oxydra").resolve(OVERRIDE),
            folder.resolve(OVERRIDE)));
  }
}
