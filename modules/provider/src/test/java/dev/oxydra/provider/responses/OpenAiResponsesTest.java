package dev.oxydra.provider.responses;

import dev.oxydra.testing.ProviderContract;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;

class OpenAiResponsesTest extends ProviderContract {
  @Override
  protected String protocol() {
    return "openai_responses";
  }

  @Override
  protected Provider create(ProviderRoute route, SocketAddress address) {
    return OpenAiResponses.create(route, address);
  }
}
