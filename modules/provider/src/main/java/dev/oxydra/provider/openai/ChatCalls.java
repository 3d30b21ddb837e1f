package dev.oxydra.provider.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder;
import dev.oxydra.provider.BrokerHttpClient;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** The calls of one provider: everything that needs LangChain4j. */
final class ChatCalls implements AutoCloseable {
  private final ProviderRoute route;
  private final BrokerHttpClient http;

  ChatCalls(ProviderRoute route, SocketAddress address) {
    this.route = route;
    this.http = new BrokerHttpClient(route, address);
  }

  Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Images images = new Images();
    AnswerListener answer = new AnswerListener(route.id(), http::failureOf, sink);
    // Without ServiceLoader and with a client of its own for each call: the call's answer then
    // needs no way through LangChain4j's callbacks.
    new OpenAiStreamingChatModelBuilder()
        .httpClientBuilder(BrokerHttpClient.builderOf(new Tapped(http, images, answer)))
        .baseUrl(route.baseUrl())
        .modelName(request.model().value())
        .build()
        .chat(ChatRequests.of(request, images), new Unused());
    return answer.completion();
  }

  @Override
  public void close() {
    http.close();
  }

  /**
   * Sends what LangChain4j wants sent, with the images put in, and gives the events to our
   * listener, not to its own.
   */
  private record Tapped(BrokerHttpClient http, Images images, AnswerListener answer)
      implements HttpClient {
    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
      return http.execute(request);
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventListener langChain) {
      execute(request, BrokerHttpClient.eventParser(), langChain);
    }

    @Override
    public void execute(
        HttpRequest request, ServerSentEventParser parser, ServerSentEventListener langChain) {
      http.execute(request, images.body(request.body()), parser, answer);
    }
  }

  /** LangChain4j's own callbacks are never reached. */
  private static final class Unused implements StreamingChatResponseHandler {
    @Override
    public void onCompleteResponse(ChatResponse response) {
      throw new IllegalStateException("LangChain4j read an answer that was not given to it");
    }

    @Override
    public void onError(Throwable failure) {
      throw new IllegalStateException("LangChain4j failed", failure);
    }
  }
}
