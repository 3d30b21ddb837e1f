package dev.oxydra.provider.anthropic;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.oxydra.provider.BrokerHttpClient;
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Json;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** The calls of one provider. */
final class MessagesCalls implements Provider {
  private static final String VERSION = "2023-06-01";

  private final BrokerHttpClient http;
  private final HttpRequest head;

  MessagesCalls(ProviderRoute route, SocketAddress address) {
    this.http = new BrokerHttpClient(route, address);
    this.head =
        HttpRequest.builder()
            .method(HttpMethod.POST)
            .url(route.baseUrl(), "messages")
            .addHeader("Content-Type", "application/json")
            .addHeader("anthropic-version", VERSION)
            .build();
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Inlined files = new Inlined();
    String json = Json.write(MessagesRequests.of(request, files));
    return http.stream(head, files.body(json), new PartialAnswer(sink));
  }

  @Override
  public void close() {
    http.close();
  }
}
