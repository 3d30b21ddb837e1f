package dev.oxydra.provider.anthropic;

import dev.oxydra.testing.ProviderContract;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;
import java.util.Set;

class AnthropicMessagesTest extends ProviderContract {
  @Override
  protected String protocol() {
    return "anthropic";
  }

  @Override
  protected Provider create(ProviderRoute route, SocketAddress address) {
    return AnthropicMessages.create(route, address);
  }

  /** Claude draws no pictures. */
  @Override
  protected Set<String> without() {
    return Set.of("image");
  }

  @Override
  protected boolean tellsReasoningTokens() {
    return false;
  }
}
