package dev.oxydra.runner;

import dev.oxydra.runner.RunnerException.Kind;
import dev.oxydra.runner.catalog.CatalogException;
import dev.oxydra.runner.catalog.CatalogFetch;
import dev.oxydra.runner.catalog.CatalogLayers;
import dev.oxydra.runner.catalog.CatalogTable;
import dev.oxydra.runner.catalog.CatalogVerification;
import dev.oxydra.runner.catalog.CatalogWriter;
import dev.oxydra.runner.catalog.LoadedCatalog;
import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.types.Catalog;
import java.util.List;

/** {@code runner catalog}. */
final class CatalogCommand {
  private CatalogCommand() {}

  /** Prints the models that are searched for. */
  static int show(Invocation invocation) {
    LoadedCatalog loaded = load(invocation);
    loaded.warnings().forEach(warning -> invocation.err().println("warning: " + warning));
    String pattern = invocation.parsed().matchedPositionalValue(0, "");
    String provider = invocation.option("--provider", "");
    Catalog found = CatalogTable.matching(loaded.catalog(), provider, pattern);
    if (found.size() == 0) {
      throw new RunnerException(Kind.CATALOG, nothing(loaded.catalog(), provider, pattern));
    }
    if (invocation.has("--json")) {
      invocation.out().print(CatalogWriter.write(found));
      invocation.out().flush();
    } else {
      TextTable.print(invocation.out(), CatalogTable.rows(found));
      invocation.out().println(CatalogTable.LEGEND);
    }
    return ExitCodes.OK;
  }

  /** Replaces what was fetched before. */
  static int fetch(Invocation invocation) throws InterruptedException {
    String named = invocation.option("--url", "");
    String url = named.isEmpty() ? Configuration.load(invocation).agent().catalog().url() : named;
    InstalledCatalog installed = InstalledCatalog.of(invocation);
    try {
      CatalogFetch.Fetched fetched = new CatalogFetch(installed.files()).fetch(url);
      invocation
          .out()
          .println(
              "Fetched "
                  + fetched.catalog().size()
                  + " models of "
                  + fetched.catalog().providers().size()
                  + " providers: "
                  + fetched.changes()
                  + ".");
      invocation.out().println("They are in " + installed.files().cache());
      invocation.out().println("Agents that run know of them after: runner restart");
      return ExitCodes.OK;
    } catch (CatalogException e) {
      throw new RunnerException(Kind.CATALOG, String.valueOf(e.getMessage()), e);
    }
  }

  /** Says of each layer what is in it, or what is wrong with it. */
  static int verify(Invocation invocation) {
    int worst = ExitCodes.OK;
    for (var layer : CatalogVerification.of(InstalledCatalog.of(invocation).files())) {
      if (layer.problems().isEmpty()) {
        String what = layer.present() ? layer.models() + " models" : "not there";
        invocation.out().println(layer.origin() + ": " + what);
      } else {
        layer.problems().forEach(invocation.err()::println);
        worst = Math.max(worst, layer.byHand() ? ExitCodes.WRONG_INPUT : ExitCodes.FAILED);
      }
    }
    return worst;
  }

  private static LoadedCatalog load(Invocation invocation) {
    try {
      return new CatalogLayers(InstalledCatalog.of(invocation).files()).load();
    } catch (ConfigException e) {
      throw Configuration.wrong(e);
    }
  }

  private static String nothing(Catalog catalog, String provider, String pattern) {
    if (!provider.isEmpty() && !catalog.knows(provider)) {
      List<String> known = List.copyOf(catalog.providers().keySet());
      return "The catalogue has no provider \""
          + provider
          + "\"; it has "
          + String.join(", ", known)
          + ".";
    }
    return "The catalogue has no model with \"" + pattern + "\" in its name. Try a shorter part.";
  }
}
