package dev.oxydra.provider.gemini;

import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.oxydra.provider.BrokerHttpClient;
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The calls of one provider. */
final class GeminiCalls implements Provider {
  private final ProviderRoute route;
  private final BrokerHttpClient http;

  GeminiCalls(ProviderRoute route, SocketAddress address) {
    this.route = route;
    this.http = new BrokerHttpClient(route, address);
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Inlined files = new Inlined();
    String body = GeminiRequests.of(request, files).toString();
    return http.stream(to(request), files.body(body), new PartialAnswer(sink));
  }

  private HttpRequest to(ModelRequest request) {
    String model = ModelNames.plain(request.model().model());
    return HttpRequest.builder()
        .method(HttpMethod.POST)
        .url(
            route.baseUrl(),
            "models/%s:streamGenerateContent?alt=sse"
                .formatted(URLEncoder.encode(model, StandardCharsets.UTF_8)))
        .addHeader("Content-Type", "application/json")
        .addHeader("Accept", "text/event-stream")
        .build();
  }

  @Override
  public void close() {
    http.close();
  }
}
