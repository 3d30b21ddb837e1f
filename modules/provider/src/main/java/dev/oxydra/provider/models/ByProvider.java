package dev.oxydra.provider.models;

import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.StreamEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gives each request to the provider that it names. */
final class ByProvider implements Provider {
  private final Choice choice;
  private final Map<ProviderId, Provider> providers = new LinkedHashMap<>();

  ByProvider(Choice choice) {
    this.choice = choice;
  }

  /** Only before the first call. */
  void add(ProviderId id, Provider provider) {
    providers.put(id, provider);
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Provider provider = providers.get(request.model().provider());
    if (provider == null) {
      throw new ProviderException(
          ProviderException.Kind.NOT_FOUND,
          false,
          choice.noProvider(request.model().provider().value()),
          null);
    }
    return provider.complete(request, sink);
  }

  /** Closes all, whatever one of them throws. */
  @Override
  public void close() {
    @Nullable RuntimeException failure = null;
    for (Provider provider : providers.values()) {
      try {
        provider.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
