package dev.oxydra.provider.anthropic;

import dev.oxydra.provider.LazyProvider;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;

/** Anthropic's Messages. */
public final class AnthropicMessages {
  private AnthropicMessages() {}

  /** See {@link dev.oxydra.provider.ProviderFactory#create}. */
  public static Provider create(ProviderRoute route, SocketAddress address) {
    return new LazyProvider(() -> new MessagesCalls(route, address));
  }
}
