package dev.oxydra.provider.gemini;

import dev.oxydra.provider.LazyProvider;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;

/** Google Gemini. */
public final class Gemini {
  private Gemini() {}

  /** See {@link dev.oxydra.provider.ProviderFactory#create}. */
  public static Provider create(ProviderRoute route, SocketAddress address) {
    return new LazyProvider(() -> new GeminiCalls(route, address));
  }
}
