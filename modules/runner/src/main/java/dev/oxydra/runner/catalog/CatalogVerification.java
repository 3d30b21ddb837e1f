package dev.oxydra.runner.catalog;

import dev.oxydra.runner.config.ConfigException;
import dev.oxydra.runner.config.ConfigProblem;
import dev.oxydra.types.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Looks at each layer of the catalogue by itself. */
public final class CatalogVerification {
  private CatalogVerification() {}

  /**
   * A layer.
   *
   * @param origin which one
   * @param present whether there is anything
   * @param byHand whether it was written by hand
   * @param models how many are in it
   * @param problems what is wrong with it; empty when it is right
   */
  public record Layer(
      String origin, boolean present, boolean byHand, int models, List<ConfigProblem> problems) {
    public Layer {
      Objects.requireNonNull(origin, "origin");
      problems = List.copyOf(problems);
    }
  }

  /** The layers, the strongest last. */
  public static List<Layer> of(CatalogFiles files) {
    List<Layer> layers = new ArrayList<>();
    int pinned = CatalogLayers.pinned(provider -> true).size();
    layers.add(new Layer("built in", true, false, pinned, List.of()));
    layers.add(layer(files.cache(), false));
    files.overrides().forEach(override -> layers.add(layer(override, true)));
    return layers;
  }

  private static Layer layer(Path file, boolean byHand) {
    String origin = file.toString();
    try {
      Catalog catalog = CatalogLayers.file(file, provider -> true);
      return new Layer(origin, Files.exists(file), byHand, catalog.size(), List.of());
    } catch (ConfigException e) {
      return new Layer(origin, true, byHand, 0, e.problems());
    } catch (IOException e) {
      ConfigProblem problem =
          CatalogLayers.unreadable(file, "Make it a file that you may read, or remove it");
      return new Layer(origin, true, byHand, 0, List.of(problem));
    }
  }
}
