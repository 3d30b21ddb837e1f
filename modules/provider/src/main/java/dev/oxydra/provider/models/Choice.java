package dev.oxydra.provider.models;

import dev.oxydra.types.Catalog;
import dev.oxydra.types.CatalogCheck;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.Selection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Which models there are to choose from. */
final class Choice {
  private final Map<String, ProviderRoute> routes = new LinkedHashMap<>();
  private final Supplier<Catalog> catalog;
  private final boolean anyModel;

  Choice(List<ProviderRoute> routes, Supplier<Catalog> catalog, boolean anyModel) {
    routes.forEach(route -> this.routes.put(route.id().value(), route));
    this.catalog = catalog;
    this.anyModel = anyModel;
  }

  /** See {@link Models#resolve}. */
  ModelRef resolve(Selection wanted, ModelRef otherwise) {
    String name = wanted.provider() != null ? wanted.provider() : otherwise.provider().value();
    ProviderRoute route = routes.get(name);
    if (route == null) {
      throw new IllegalArgumentException(noProvider(name));
    }
    ModelRef model = new ModelRef(route.id(), model(wanted, otherwise, route));
    requireKnown(model, route);
    return model;
  }

  private static ModelId model(Selection wanted, ModelRef otherwise, ProviderRoute route) {
    if (wanted.model() != null) {
      return new ModelId(wanted.model());
    }
    ProviderId provider = route.id();
    if (provider.equals(otherwise.provider())) {
      return otherwise.model();
    }
    if (route.defaultModel() == null) {
      throw new IllegalArgumentException(
          "%s has no model that it uses by default: say which one.".formatted(provider));
    }
    return route.defaultModel();
  }

  private void requireKnown(ModelRef model, ProviderRoute route) {
    CatalogCheck.Problem problem =
        anyModel
            ? null
            : CatalogCheck.of(catalog.get())
                .problem(route.corrections().catalogProvider(), model.model());
    if (problem != null) {
      throw new IllegalArgumentException(problem.toString());
    }
  }

  /** What is known of a model. */
  ModelInfo info(ModelRef model) {
    ProviderRoute route = routes.get(model.provider().value());
    return route == null ? ModelInfo.UNKNOWN : Entry.of(catalog.get(), route, model.model());
  }

  /** See {@link Models#known}. */
  SequencedMap<ModelRef, ModelInfo> known(List<ModelRef> first) {
    SequencedMap<ModelRef, ModelInfo> known = new LinkedHashMap<>();
    first.forEach(model -> known.put(model, info(model)));
    routes.values().stream()
        .sorted(Comparator.comparing(route -> route.id().value()))
        .flatMap(this::catalogued)
        .forEach(model -> known.putIfAbsent(model, info(model)));
    return known;
  }

  private Stream<ModelRef> catalogued(ProviderRoute route) {
    return catalog
        .get()
        .providers()
        .getOrDefault(route.corrections().catalogProvider(), Map.of())
        .keySet()
        .stream()
        .map(model -> new ModelRef(route.id(), new ModelId(model)));
  }

  /** What to say where there is no provider of that name. */
  String noProvider(String name) {
    return "There is no provider '%s' in providers.registry of agent.conf; there are %s."
        .formatted(name, String.join(", ", routes.keySet()));
  }
}
