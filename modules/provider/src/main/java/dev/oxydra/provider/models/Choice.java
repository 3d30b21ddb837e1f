package dev.oxydra.provider.models;

import dev.oxydra.types.Catalog;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.Selection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

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
    Map<String, ModelInfo> known =
        anyModel
            ? Map.of()
            : catalog
                .get()
                .providers()
                .getOrDefault(route.corrections().catalogProvider(), Map.of());
    String name = model.model().value();
    if (!known.isEmpty() && !known.containsKey(name)) {
      throw new IllegalArgumentException(
          "%s has no model '%s'%s. If it is newer than the catalogue, run `runner catalog fetch`, or set catalog.skip_catalog_validation."
              .formatted(route.id(), name, Nearest.question(name, known.keySet())));
    }
  }

  /** What to say where there is no provider of that name. */
  String noProvider(String name) {
    return "There is no provider '%s'%s. Providers are in providers.registry in agent.conf."
        .formatted(name, Nearest.question(name, routes.keySet()));
  }
}
