package dev.oxydra.provider.models;

import dev.oxydra.types.AgentConfig.Reliability;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.Selection;
import dev.oxydra.types.StreamEvent;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All models that a guest can ask, by the provider in a request's {@link ModelRef}. A call that
 * fails is tried again, then put to the fallbacks; files are checked before they are sent, and what
 * an answer cost is counted.
 */
public final class Models implements Provider {
  private final FallbackProvider provider;
  private final Choice choice;
  private final List<ModelRef> fallbacks;

  /**
   * Connects to nothing, and reads no catalogue, before the first call.
   *
   * @param routes the providers
   * @param base makes one without any of this
   * @param fallbacks the models that are asked when the chosen one fails, in order
   * @param reliability how often, and for how long
   * @param catalog what is known of models; asked for once
   * @param skipCatalogValidation whether a model that the catalogue doesn't have may be chosen
   */
  public Models(
      List<ProviderRoute> routes,
      Function<ProviderRoute, Provider> base,
      List<ModelRef> fallbacks,
      Reliability reliability,
      Supplier<Catalog> catalog,
      boolean skipCatalogValidation) {
    this(routes, base, fallbacks, reliability, catalog, skipCatalogValidation, Timing.real());
  }

  Models(
      List<ProviderRoute> routes,
      Function<ProviderRoute, Provider> base,
      List<ModelRef> fallbacks,
      Reliability reliability,
      Supplier<Catalog> catalog,
      boolean skipCatalogValidation,
      Timing timing) {
    Supplier<Catalog> once = new Once<>(catalog);
    this.fallbacks = List.copyOf(fallbacks);
    this.choice = new Choice(routes, once, skipCatalogValidation);
    ByProvider byProvider = new ByProvider(choice);
    routes.forEach(route ->
        byProvider.add(route.id(), new CataloguedProvider(base.apply(route), route, once)));
    this.provider =
        new FallbackProvider(
            new RetryingProvider(byProvider, reliability, timing),
            fallbacks,
            reliability.cooldown(),
            timing.clock());
  }

  /**
   * The models that there are to choose from, and what is known of them. Nothing is connected to.
   *
   * @param first those that are told of first, be they in the catalogue or not
   * @param routes the providers, whose other models follow in the order of the alphabet
   */
  public static SequencedMap<ModelRef, ModelInfo> known(
      List<ModelRef> first, List<ProviderRoute> routes, Catalog catalog) {
    return new Choice(routes, () -> catalog, true).known(first);
  }

  /**
   * The model that a wish means.
   *
   * @param otherwise the one that answers where nothing is wished for
   * @throws IllegalArgumentException when there is no such provider or model; the message is for
   *     the user and names the nearest ones
   */
  public ModelRef resolve(Selection wanted, ModelRef otherwise) {
    return choice.resolve(wanted, otherwise);
  }

  /** What is known of a model, first, and of those that are asked when it fails. */
  public List<ModelInfo> infos(ModelRef model) {
    return Stream.concat(Stream.of(model), fallbacks.stream()).map(choice::info).toList();
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    return provider.complete(request, sink);
  }

  /** How the models have been answering that were asked, and the fallbacks. */
  public List<ProviderHealth> health() {
    return provider.health();
  }

  /** Breaks the calls that run. */
  @Override
  public void close() {
    provider.close();
  }
}
