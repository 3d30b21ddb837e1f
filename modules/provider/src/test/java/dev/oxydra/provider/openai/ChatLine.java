package dev.oxydra.provider.openai;

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
final class ChatLine implements AutoCloseable {
  final FakeModelServer server = FakeModelServer.start();
  final List<StreamEvent> events = new ArrayList<>();
  private final String catalogProvider;
  private final Provider provider;

  /** One whose models are those of {@code catalogProvider}. */
  ChatLine(String catalogProvider) {
    this.catalogProvider = catalogProvider;
    this.provider =
        OpenAiChat.create(
            new ProviderRoute(
                new ProviderId(catalogProvider),
                "openai",
                "http://broker/providers/" + catalogProvider,
                new ProviderRoute.Timeouts(Duration.ofSeconds(20), Duration.ofSeconds(20))),
            server.address());
  }

  /** The answer to {@code chunks}, each the JSON of one event with ' in place of ". */
  Completion answer(String... chunks) throws InterruptedException {
    StringBuilder wire = new StringBuilder();
    for (String chunk : chunks) {
      wire.append("data: ").append(QuotedJson.json(chunk)).append("\n\n");
    }
    server.reply(FakeReply.events(wire + "data: [DONE]\n\n"));
    return ask("the-model", ModelOptions.DEFAULT, Message.user("hi"));
  }

  /** What is sent of a conversation. */
  JsonNode sent(String model, ModelOptions options, Message... messages)
      throws InterruptedException {
    server.reply(FakeReply.text("ok"));
    ask(model, options, messages);
    return server.requests().getLast().body();
  }

  JsonNode sent(Message... messages) throws InterruptedException {
    return sent("the-model", ModelOptions.DEFAULT, messages);
  }

  private Completion ask(String model, ModelOptions options, Message... messages)
      throws InterruptedException {
    events.clear();
    ModelRef ref = ModelRef.parse(catalogProvider + "/" + model);
    return provider.complete(
        new ModelRequest(ref, "", List.of(messages), List.of(), options), events::add);
  }

  static String delta(String delta) {
    return "{'choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}]}";
  }

  static String finish(String reason) {
    return "{'choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}";
  }

  @Override
  public void close() {
    provider.close();
    server.close();
  }
}
