package dev.oxydra.provider.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.QuotedJson;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelOptions;
import dev.oxydra.types.ModelRef;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.Provider;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import dev.oxydra.types.StreamEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The provider with a server that answers it. */
final class GeminiLine implements AutoCloseable {
  static final String GEMINI_3 = "gemini-3-flash-preview";

  final List<StreamEvent> events = new ArrayList<>();
  private final FakeModelServer server = FakeModelServer.start();
  private final Provider provider =
      Gemini.create(
          new ProviderRoute(
              new ProviderId("gemini"),
              "gemini",
              "http://broker/providers/gemini/",
              new ProviderRoute.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20))),
          server.address());

  /** The answer to {@code chunks}, each the JSON of one event with ' in place of ". */
  Completion answer(String... chunks) throws InterruptedException {
    reply(chunks);
    return ask(new ModelRequest(model(GEMINI_3), "", List.of(Message.user("hi")), List.of()));
  }

  void reply(String... chunks) {
    StringBuilder wire = new StringBuilder();
    for (String chunk : chunks) {
      wire.append("data: ").append(QuotedJson.json(chunk)).append("\r\n\r\n");
    }
    server.reply(FakeReply.events(wire.toString()));
  }

  Completion ask(ModelRequest request) throws InterruptedException {
    events.clear();
    return provider.complete(request, events::add);
  }

  /** What is sent of a conversation. */
  JsonNode contents(String model, Message... messages) throws InterruptedException {
    return sent(new ModelRequest(model(model), "", List.of(messages), List.of())).path("contents");
  }

  /** What is sent with these options. */
  JsonNode generationConfig(String model, ModelOptions options) throws InterruptedException {
    List<Message> messages = List.of(Message.user("hi"));
    return sent(new ModelRequest(model(model), "", messages, List.of(), options))
        .path("generationConfig");
  }

  private JsonNode sent(ModelRequest request) throws InterruptedException {
    reply(parts("{'text':'ok'}"), finish("STOP"));
    ask(request);
    return server.requests().getLast().body();
  }

  /** Path and query of the last request. */
  String target() {
    return server.requests().getLast().target();
  }

  static ModelRef model(String name) {
    return ModelRef.parse("gemini/" + name);
  }

  static String parts(String parts) {
    return "{'candidates':[{'content':{'parts':[" + parts + "],'role':'model'},'index':0}]}";
  }

  static String finish(String reason) {
    return "{'candidates':[{'finishReason':'" + reason + "','index':0}]}";
  }

  @Override
  public void close() {
    provider.close();
    server.close();
  }
}
