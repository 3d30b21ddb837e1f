package dev.oxydra.runner;

import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.types.Catalog;

/** What is known of models. */
@FunctionalInterface
interface CatalogSource {
  /**
   * The catalogue for a guest.
   *
   * @param roster whose models have to be in it, unless {@code catalog.skip_catalog_validation}
   * @throws dev.oxydra.runner.config.ConfigException when one of them isn't
   */
  Catalog load(LoadedConfig config, Roster roster);
}
