package dev.oxydra.testing;

import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A provider of one protocol, and a server that speaks it. */
@Timeout(60)
abstract class ProviderFixture {
  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final ModelRef MODEL = ModelRef.parse("theprovider/the-model");
  static final String KEY_SOURCE = "THE_KEY_VARIABLE";

  final FakeModelServer server = FakeModelServer.start();
  final List<StreamEvent> events = new ArrayList<>();
  private final Provider provider = open(PATIENCE);

  /** The provider type, which the recordings are filed under, too. */
  protected abstract String protocol();

  /** See {@code ProviderFactory}. */
  protected abstract Provider create(ProviderRoute route, SocketAddress address);

  /** The recordings that this protocol can't have. */
  protected Set<String> without() {
    return Set.of();
  }

  /** Whether its usage says how many tokens were reasoning. */
  protected boolean tellsReasoningTokens() {
    return true;
  }

  @AfterEach
  void close() {
    provider.close();
    server.close();
  }

  Provider provider() {
    return provider;
  }

  /** Another one for the same server. */
  Provider open(Duration patience) {
    return create(
        new ProviderRoute(
            new ProviderId("theprovider"),
            protocol(),
            "http://broker/providers/theprovider",
            KEY_SOURCE,
            null,
            ProviderRoute.Corrections.of("theprovider"),
            new ProviderRoute.Timeouts(patience, patience)),
        server.address());
  }

  FakeReply recorded(String name) {
    return FakeReply.recorded(protocol(), name);
  }

  static ModelRequest request(Message... messages) {
    return new ModelRequest(MODEL, "Be brief.", List.of(messages), List.of());
  }

  Completion complete(FakeReply reply) throws InterruptedException {
    server.reply(reply);
    events.clear();
    return provider.complete(request(Message.user("hi")), events::add);
  }

  ProviderException failure(FakeReply reply) {
    return assertThrows(ProviderException.class, () -> complete(reply));
  }

  /** One of the protocol's own ways to refuse, from {@code errors.json}. */
  FakeReply refusal(String name) {
    JsonNode error = Documents.json(protocol() + "/errors.json").path(name);
    return FakeReply.status(
        error.path("status").asInt(), "application/json", error.path("body").toString());
  }
}
