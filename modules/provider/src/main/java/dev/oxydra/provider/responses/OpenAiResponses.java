package dev.oxydra.provider.responses;

import dev.oxydra.provider.LazyProvider;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;

/** OpenAI's Responses. */
public final class OpenAiResponses {
  private OpenAiResponses() {}

  /** See {@link dev.oxydra.provider.ProviderFactory#create}. */
  public static Provider create(ProviderRoute route, SocketAddress address) {
    return new LazyProvider(() -> new ResponsesCalls(route, address));
  }
}
