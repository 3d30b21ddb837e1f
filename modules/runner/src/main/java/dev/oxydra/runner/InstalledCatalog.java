package dev.oxydra.runner;

import dev.oxydra.runner.catalog.CatalogFiles;
import dev.oxydra.runner.catalog.CatalogLayers;
import dev.oxydra.runner.catalog.LoadedCatalog;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.ConfigProblem;
import dev.oxydra.runner.config.LoadedConfig;
import dev.oxydra.runner.config.Roster;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.CatalogCheck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue of this machine, cut down to the providers that a guest can reach.
 *
 * @param files its upper layers
 */
record InstalledCatalog(CatalogFiles files) implements CatalogSource {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledCatalog.class);

  /** That of the command's folder. */
  static InstalledCatalog of(Invocation invocation) {
    return new InstalledCatalog(
        CatalogFiles.of(
            invocation.host().environment(),
            Path.of(System.getProperty("user.home")),
            invocation.files().config()));
  }

  @Override
  public Catalog load(LoadedConfig config, Roster roster) {
    LoadedCatalog checked = checked(config, roster);
    checked.warnings().forEach(warning -> LOG.warn("{}", warning));
    return checked.catalog();
  }

  /**
   * The same, with what the user should know.
   *
   * @throws ConfigException when a model is chosen that isn't in it
   */
  LoadedCatalog checked(LoadedConfig config, Roster roster) {
    Set<String> providers =
        roster.providers().stream()
            .map(route -> route.corrections().catalogProvider())
            .collect(Collectors.toSet());
    LoadedCatalog loaded = new CatalogLayers(files).load(providers);
    ChosenModels chosen = ChosenModels.of(roster, CatalogCheck.of(loaded.catalog()));
    if (!chosen.problems().isEmpty() && !config.agent().catalog().skipCatalogValidation()) {
      throw new ConfigException(chosen.problems());
    }
    List<ConfigProblem> warnings = new ArrayList<>(loaded.warnings());
    warnings.addAll(chosen.warnings());
    return new LoadedCatalog(loaded.catalog(), warnings);
  }
}
