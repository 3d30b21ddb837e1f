package dev.oxydra.benchmarks;

import dev.oxydra.provider.openai.OpenAiChat;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;

/** Our provider of OpenAI chat completions. */
final class OxydraStreaming implements Streaming {
  private static final ModelRequest REQUEST =
      new ModelRequest(
          ModelRef.parse("openai/gpt-5-mini"), "", List.of(Message.user("hi")), List.of());

  private final Provider provider;

  OxydraStreaming(SocketAddress address) {
    this.provider =
        OpenAiChat.create(
            new ProviderRoute(
                new ProviderId("openai"),
                "openai",
                "http://broker/providers/openai",
                new ProviderRoute.Timeouts(Duration.ofMinutes(1), Duration.ofMinutes(1))),
            address);
  }

  @Override
  public void call(Runnable onDelta) throws InterruptedException {
    var _ =
        provider.complete(
            REQUEST,
            event -> {
              if (event instanceof StreamEvent.TextDelta) {
                onDelta.run();
              }
            });
  }

  @Override
  public void close() {
    provider.close();
  }
}
