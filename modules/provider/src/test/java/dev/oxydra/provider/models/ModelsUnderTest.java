package dev.oxydra.provider.models;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.oxydra.provider.openai.OpenAiChat;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.types.AgentConfig.Reliability;
import dev.oxydra.types.Catalog;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Models behind real sockets, with the built-in reliability and a time that tests make. */
final class ModelsUnderTest {
  private final Map<String, FakeModelServer> servers = new LinkedHashMap<>();
  private final FakeTime time;
  private final List<ModelRef> fallbacks = new ArrayList<>();
  private Duration patience = Duration.ofSeconds(20);
  private Duration maxWait = Duration.ofSeconds(60);
  private int maxAttempts = 4;
  private Catalog catalog = Catalog.EMPTY;

  ModelsUnderTest(FakeTime time) {
    this.time = time;
  }

  ModelsUnderTest server(String provider, FakeModelServer server) {
    servers.put(provider, server);
    return this;
  }

  ModelsUnderTest fallback(String model) {
    fallbacks.add(ModelRef.parse(model));
    return this;
  }

  ModelsUnderTest patience(Duration length) {
    patience = length;
    return this;
  }

  ModelsUnderTest maxWait(Duration length) {
    maxWait = length;
    return this;
  }

  ModelsUnderTest maxAttempts(int count) {
    maxAttempts = count;
    return this;
  }

  ModelsUnderTest catalog(Catalog known) {
    catalog = known;
    return this;
  }

  Models models() {
    return models(time.timing(System.nanoTime()));
  }

  Models models(Timing timing) {
    Reliability built = Reliability.defaults();
    return new Models(
        servers.keySet().stream().map(this::route).toList(),
        route ->
            OpenAiChat.create(
                route, Objects.requireNonNull(servers.get(route.id().value())).address()),
        fallbacks,
        new Reliability(
            maxAttempts, built.minBackoff(), built.maxBackoff(), maxWait, built.cooldown()),
        () -> catalog,
        false,
        timing);
  }

  private ProviderRoute route(String name) {
    return new ProviderRoute(
        new ProviderId(name),
        "openai",
        "http://broker/providers/" + name,
        null,
        new ModelId("default"),
        ProviderRoute.Corrections.of(name),
        new ProviderRoute.Timeouts(patience, patience));
  }

  static ModelRequest request(ModelRef model, Message... messages) {
    return new ModelRequest(model, "Be brief.", List.of(messages), List.of());
  }

  /** A stream that says {@code text} and nothing more, not even that it is done. */
  static FakeReply broken(String... text) {
    String wire = new String(FakeReply.text(text).body(), StandardCharsets.UTF_8);
    int finish = wire.indexOf("\"finish_reason\":\"stop\"");
    return FakeReply.events(wire.substring(0, wire.lastIndexOf("data: ", finish)));
  }

  /**
   * A call on a thread of its own, which has shown something by now.
   *
   * @param outcome how it ends once it is interrupted
   */
  record Streaming(Thread thread, CompletableFuture<InterruptedException> outcome) {
    static Streaming begin(Models models, ModelRef model) throws InterruptedException {
      CountDownLatch showing = new CountDownLatch(1);
      CompletableFuture<InterruptedException> outcome = new CompletableFuture<>();
      Thread thread =
          Thread.ofVirtual()
              .start(() ->
                  outcome.complete(
                      assertThrows(
                          InterruptedException.class,
                          () ->
                              models.complete(
                                  request(model, Message.user("hi")), _ -> showing.countDown()))));
      showing.await();
      return new Streaming(thread, outcome);
    }

    /** Interrupts it and waits for its end. */
    InterruptedException interrupt() throws Exception {
      thread.interrupt();
      return outcome.get();
    }
  }
}
