package dev.oxydra.provider.openai;

import dev.oxydra.provider.LazyProvider;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;

/** OpenAI chat completions. */
public final class OpenAiChat {
  private OpenAiChat() {}

  /** See {@link dev.oxydra.provider.ProviderFactory#create}. */
  public static Provider create(ProviderRoute route, SocketAddress address) {
    return new LazyProvider(() -> new ChatCalls(route, address));
  }
}
