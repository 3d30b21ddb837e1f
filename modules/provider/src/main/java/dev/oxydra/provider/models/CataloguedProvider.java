package dev.oxydra.provider.models;

import dev.oxydra.types.Catalog;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Modality;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelInfo;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Knows what the catalogue says of its models: tells the protocol, refuses files that a model can't
 * take before they are sent, keeps tools from models that can't call them, and adds to an answer
 * what it cost and how long the conversation may get.
 */
final class CataloguedProvider implements Provider {
  private final Provider provider;
  private final ProviderRoute route;
  private final Supplier<Catalog> catalog;

  CataloguedProvider(Provider provider, ProviderRoute route, Supplier<Catalog> catalog) {
    this.provider = provider;
    this.route = route;
    this.catalog = catalog;
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    ModelInfo info = info(request.model().model());
    Attachments attachments =
        new Attachments(
            request.model(),
            Transport.of(route.providerType()),
            Attachments.taken(info),
            this::takers);
    ModelRequest fitted = attachments.fitted(informed(request, info));
    Completion answer = provider.complete(fitted, sink);
    return new Completion(
        answer.message(),
        answer.finishReason(),
        answer.usage(),
        answer.model(),
        answer.costUsd() != null ? answer.costUsd() : Bill.of(info.cost(), answer.usage()),
        info.limit() == null ? null : info.limit().context());
  }

  private ModelInfo info(ModelId model) {
    return Entry.of(catalog.get(), route, model);
  }

  private ModelRequest informed(ModelRequest request, ModelInfo info) {
    ModelOptions wish = request.options();
    Long maxOutput = wish.maxOutputTokens();
    return new ModelRequest(
        request.model(),
        request.system(),
        request.messages(),
        Boolean.FALSE.equals(info.toolCall()) ? List.of() : request.tools(),
        new ModelOptions(
            wish.reasoning(),
            maxOutput != null ? maxOutput : route.corrections().maxOutputTokens(),
            info));
  }

  /** This provider's models in the catalogue that take a kind of content and aren't retiring. */
  private List<ModelRef> takers(Modality kind) {
    if (!Transport.of(route.providerType()).carries(kind)) {
      return List.of();
    }
    Map<String, ModelInfo> models =
        catalog.get().providers().getOrDefault(route.corrections().catalogProvider(), Map.of());
    return models.entrySet().stream()
        .filter(model -> Attachments.taken(model.getValue()).contains(kind))
        .filter(model -> !model.getValue().deprecated())
        .map(model -> new ModelRef(route.id(), new ModelId(model.getKey())))
        .sorted(Comparator.comparing(ModelRef::toString))
        .toList();
  }

  @Override
  public void close() {
    provider.close();
  }
}
