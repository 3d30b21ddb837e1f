package dev.oxydra.runner.catalog;

import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.ConfigProblem;
import dev.oxydra.types.Catalog;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the catalogue's layers and puts them over each other: the file that came with the product,
 * the cache, then what was written by hand. A model in an upper layer replaces that of a lower one.
 */
public final class CatalogLayers {
  private static final String PINNED = "models.json";

  private final CatalogFiles files;

  public CatalogLayers(CatalogFiles files) {
    this.files = Objects.requireNonNull(files, "files");
  }

  /**
   * All that is known of some providers; what is said of others isn't even looked at.
   *
   * @param providers their names in the catalogue
   * @throws ConfigException when a file that was written by hand is wrong
   */
  public LoadedCatalog load(Collection<String> providers) {
    return load(Set.copyOf(providers)::contains);
  }

  /**
   * All that is known.
   *
   * @throws ConfigException when a file that was written by hand is wrong
   */
  public LoadedCatalog load() {
    return load(provider -> true);
  }

  private LoadedCatalog load(Predicate<String> wanted) {
    List<ConfigProblem> warnings = new ArrayList<>();
    Catalog catalog = pinned(wanted).under(cache(wanted, warnings));
    List<ConfigProblem> problems = new ArrayList<>();
    for (Path override : files.overrides()) {
      try {
        catalog = catalog.under(file(override, wanted));
      } catch (ConfigException e) {
        problems.addAll(e.problems());
      } catch (IOException e) {
        problems.add(unreadable(override, "Make it a file that you may read"));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new LoadedCatalog(catalog, warnings);
  }

  /** What came with the product and was fetched since, without what was written by hand. */
  Catalog fetched() {
    return pinned(provider -> true).under(cache(provider -> true, new ArrayList<>()));
  }

  /** What came with the product. */
  static Catalog pinned(Predicate<String> wanted) {
    try (InputStream in =
        Objects.requireNonNull(CatalogLayers.class.getResourceAsStream(PINNED), PINNED)) {
      return CatalogReader.read(in, PINNED, wanted);
    } catch (IOException e) {
      throw new UncheckedIOException("Can't read the catalogue that came with the product", e);
    }
  }

  private Catalog cache(Predicate<String> wanted, List<ConfigProblem> warnings) {
    String remedy = "Get it anew: runner catalog fetch";
    try {
      return file(files.cache(), wanted);
    } catch (ConfigException e) {
      ConfigProblem first = e.problems().getFirst();
      warnings.add(
          new ConfigProblem(
              first.origin(),
              first.line(),
              first.key(),
              "The fetched catalogue is not used. " + first.message(),
              remedy));
    } catch (IOException e) {
      warnings.add(unreadable(files.cache(), remedy));
    }
    return Catalog.EMPTY;
  }

  static Catalog file(Path file, Predicate<String> wanted) throws IOException {
    if (Files.notExists(file)) {
      return Catalog.EMPTY;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return CatalogReader.read(in, file.toString(), wanted);
    }
  }

  static ConfigProblem unreadable(Path file, String remedy) {
    return new ConfigProblem(file.toString(), 0, "", "The file can't be read", remedy);
  }
}
