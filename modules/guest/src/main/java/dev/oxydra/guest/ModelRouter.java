package dev.oxydra.guest;

import dev.oxydra.provider.LazyProvider;
import dev.oxydra.runtime.ModelSelector;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.Selection;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Asks the provider of the model that a request names. Each is made at its first request. */
final class ModelRouter implements Provider, ModelSelector {
  private final Map<ProviderId, ProviderRoute> routes = new LinkedHashMap<>();
  private final Map<ProviderId, Provider> providers = new LinkedHashMap<>();

  /**
   * @param broker where all their requests go
   */
  ModelRouter(List<ProviderRoute> routes, SocketAddress broker) {
    for (ProviderRoute route : routes) {
      this.routes.put(route.id(), route);
      providers.put(route.id(), new LazyProvider(() -> BuiltInProviders.create(route, broker)));
    }
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    return get(providers, request.model().provider()).complete(request, sink);
  }

  @Override
  public ModelRef resolve(Selection selection, ModelRef otherwise) {
    ProviderId provider =
        selection.provider() == null ? otherwise.provider() : new ProviderId(selection.provider());
    ProviderRoute route = get(routes, provider);
    if (selection.model() != null) {
      return new ModelRef(provider, new ModelId(selection.model()));
    }
    if (provider.equals(otherwise.provider())) {
      return otherwise;
    }
    ModelId model = route.defaultModel();
    if (model == null) {
      throw new IllegalArgumentException(
          "Provider '" + provider + "' has no default_model: name a model, too");
    }
    return new ModelRef(provider, model);
  }

  private static <T> T get(Map<ProviderId, T> known, ProviderId provider) {
    T found = known.get(provider);
    if (found == null) {
      throw new IllegalArgumentException(
          "There is no provider '" + provider + "'; there is " + known.keySet());
    }
    return found;
  }

  /** How its models have been answering. */
  List<ProviderHealth> health() {
    return List.of();
  }

  @Override
  public void close() {
    providers.values().forEach(Provider::close);
  }
}
