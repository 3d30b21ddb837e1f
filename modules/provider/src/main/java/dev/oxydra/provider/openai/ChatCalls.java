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
import dev.oxydra.provider.Inlined;
import dev.oxydra.types.Completion;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The calls of one provider: everything that needs LangChain4j. */
final class ChatCalls implements Provider {
  private final ProviderRoute route;
  private final BrokerHttpClient http;

  ChatCalls(ProviderRoute route, SocketAddress address) {
    this.route = route;
    this.http = new BrokerHttpClient(route, address);
  }

  @Override
  public Completion complete(ModelRequest request, Consumer<StreamEvent> sink)
      throws InterruptedException {
    Inlined files = new Inlined();
    // Without ServiceLoader and with a client of its own for each call: the call's answer then
    // needs no way through LangChain4j's callbacks.
    Written written = new Written();
    new OpenAiStreamingChatModelBuilder()
        .httpClientBuilder(BrokerHttpClient.builderOf(written))
        .baseUrl(route.baseUrl())
        .modelName(request.model().model().value())
        .sendThinking(ChatOptions.sendsThoughts(route), "reasoning_content")
        .build()
        .chat(ChatRequests.of(route, request, files), new Unused());
    HttpRequest wire = written.request();
    String body = ReasoningDetails.into(wire.body(), request);
    return http.stream(wire, files.body(body), new PartialAnswer(request.model(), sink));
  }

  @Override
  public void close() {
    http.close();
  }

  /** Keeps what LangChain4j wants sent. */
  private static final class Written implements HttpClient {
    private @Nullable HttpRequest request;

    HttpRequest request() {
      return Objects.requireNonNull(request, "LangChain4j wrote no request");
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest unstreamed) {
      throw new IllegalStateException("LangChain4j wrote a request that is not streamed");
    }

    @Override
    public void execute(
        HttpRequest written, ServerSentEventParser parser, ServerSentEventListener langChain) {
      request = written;
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
