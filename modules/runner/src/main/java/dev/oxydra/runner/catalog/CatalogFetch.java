package dev.oxydra.runner.catalog;

import dev.oxydra.types.Catalog;
import java.io.IOException;
import java.util.Objects;

/** Fetches a catalogue and keeps it, if it is right. */
public final class CatalogFetch {
  private final CatalogFiles files;
  private final CatalogDownload.Limits limits;

  public CatalogFetch(CatalogFiles files) {
    this(files, CatalogDownload.Limits.DEFAULT);
  }

  CatalogFetch(CatalogFiles files, CatalogDownload.Limits limits) {
    this.files = Objects.requireNonNull(files, "files");
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /**
   * What was fetched.
   *
   * @param catalog all of it
   * @param changes what is different now, in what came with the product and this together
   */
  public record Fetched(Catalog catalog, CatalogChanges changes) {
    public Fetched {
      Objects.requireNonNull(catalog, "catalog");
      Objects.requireNonNull(changes, "changes");
    }
  }

  /**
   * Replaces what was fetched before.
   *
   * @param url of a catalogue in the format of models.dev
   * @throws CatalogException when it couldn't; all is as before
   */
  public Fetched fetch(String url) throws InterruptedException {
    Catalog fetched = new CatalogDownload(url, limits).get();
    CatalogLayers layers = new CatalogLayers(files);
    Catalog before = layers.fetched();
    try {
      CatalogCache.replace(files.cache(), fetched);
    } catch (IOException e) {
      throw new CatalogException(
          "Can't write "
              + files.cache()
              + ": "
              + e.getMessage()
              + "\nMake its folder writable, or name another with XDG_CACHE_HOME.",
          e);
    }
    return new Fetched(fetched, CatalogChanges.between(before, layers.fetched()));
  }
}
