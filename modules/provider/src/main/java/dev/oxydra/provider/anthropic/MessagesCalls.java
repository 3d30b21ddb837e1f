package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
  private final String baseUrl;

  MessagesCalls(ProviderRoute route, SocketAddress address) {
    this.http = new BrokerHttpClient(route, address);
    this.baseUrl = route.baseUrl();
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Inlined files = new Inlined();
    ObjectNode wire = MessagesRequests.of(request, files);
    return ThoughtsOwner.noted(
        http.stream(head(wire), files.body(Json.write(wire)), new PartialAnswer(sink)),
        request.model().provider());
  }

  private HttpRequest head(ObjectNode wire) {
    HttpRequest.Builder head =
        HttpRequest.builder()
            .method(HttpMethod.POST)
            .url(baseUrl, "messages")
            .addHeader("Content-Type", "application/json")
            .addHeader("anthropic-version", VERSION);
    if (wire.path("thinking").has("block_binding")) {
      head.addHeader("anthropic-beta", Thinking.BINDING_BETA);
    }
    return head.build();
  }

  @Override
  public void close() {
    http.close();
  }
}
