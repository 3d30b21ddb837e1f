package dev.oxydra.provider.openai;

import dev.langchain4j.http.client.HttpRequest;
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
import java.util.function.Consumer;

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
    WrittenRequest written = new WrittenRequest();
    new OpenAiStreamingChatModelBuilder()
        .httpClientBuilder(written)
        .baseUrl(route.baseUrl())
        .modelName(request.model().model().value())
        .sendThinking(ChatOptions.sendsThoughts(route), "reasoning_content")
        .build()
        .chat(ChatRequests.of(route, request, files), new Unused());
    HttpRequest wire = written.get();
    String body = ReasoningDetails.into(wire.body(), request);
    return http.stream(wire, files.body(body), new PartialAnswer(request.model(), sink));
  }

  @Override
  public void close() {
    http.close();
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
