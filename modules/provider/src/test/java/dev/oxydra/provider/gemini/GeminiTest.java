package dev.oxydra.provider.gemini;

import dev.oxydra.testing.ProviderContract;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;
import java.util.Set;

class GeminiTest extends ProviderContract {
  @Override
  protected String protocol() {
    return "gemini";
  }

  @Override
  protected Provider create(ProviderRoute route, SocketAddress address) {
    return Gemini.create(route, address);
  }

  /** Arguments are JSON on this wire. */
  @Override
  protected Set<String> without() {
    return Set.of("invalid_arguments");
  }
}
