package dev.oxydra.guest;

import dev.oxydra.provider.ProviderFactory;
import dev.oxydra.provider.anthropic.AnthropicMessages;
import dev.oxydra.provider.demo.Demo;
import dev.oxydra.provider.gemini.Gemini;
import dev.oxydra.provider.openai.OpenAiChat;
import dev.oxydra.provider.responses.OpenAiResponses;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import java.net.SocketAddress;
import java.util.Map;
import java.util.TreeSet;

/** The provider types that a configuration may name: one line each. */
final class BuiltInProviders {
  private static final Map<String, ProviderFactory> BY_TYPE =
      Map.of(
          "openai", OpenAiChat::create,
          "openai_responses", OpenAiResponses::create,
          "anthropic", AnthropicMessages::create,
          "gemini", Gemini::create,
          "demo", Demo::create);

  private BuiltInProviders() {}

  /**
   * Makes a provider; nothing is connected before its first call.
   *
   * @param broker where all its requests go
   * @throws IllegalArgumentException for an unknown type
   */
  static Provider create(ProviderRoute route, SocketAddress broker) {
    ProviderFactory factory = BY_TYPE.get(route.providerType());
    if (factory == null) {
      throw new IllegalArgumentException(
          "Provider '"
              + route.id()
              + "' has the unknown provider_type '"
              + route.providerType()
              + "'; known are "
              + new TreeSet<>(BY_TYPE.keySet()));
    }
    return factory.create(route, broker);
  }
}
