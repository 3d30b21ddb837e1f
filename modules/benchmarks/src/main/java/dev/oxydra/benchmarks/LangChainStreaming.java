package dev.oxydra.benchmarks;

import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** LangChain4j's own client as it comes; it knows TCP alone. */
final class LangChainStreaming implements Streaming {
  private final OpenAiStreamingChatModel model;

  LangChainStreaming(SocketAddress address) {
    InetSocketAddress inet = (InetSocketAddress) address;
    this.model =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(new JdkHttpClientBuilder())
            .baseUrl(
                "http://%s:%d/v1".formatted(inet.getAddress().getHostAddress(), inet.getPort()))
            .apiKey("none")
            .modelName("gpt-5-mini")
            .timeout(Duration.ofMinutes(1))
            .build();
  }

  @Override
  public void call(Runnable onDelta) throws InterruptedException, ExecutionException {
    CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    model.chat(
        "hi",
        new StreamingChatResponseHandler() {
          @Override
          public void onPartialResponse(String token) {
            onDelta.run();
          }

          @Override
          public void onCompleteResponse(ChatResponse response) {
            whole.complete(response);
          }

          @Override
          public void onError(Throwable failure) {
            whole.completeExceptionally(failure);
          }
        });
    var _ = whole.get();
  }

  @Override
  public void close() {}
}
