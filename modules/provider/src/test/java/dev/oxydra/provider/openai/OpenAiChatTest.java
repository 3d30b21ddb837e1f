package dev.oxydra.provider.openai;

import dev.oxydra.testing.ProviderContract;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;

class OpenAiChatTest extends ProviderContract {
  @Override
  protected String protocol() {
    return "openai";
  }

  @Override
  protected Provider create(ProviderRoute route, SocketAddress address) {
    return OpenAiChat.create(route, address);
  }
}
