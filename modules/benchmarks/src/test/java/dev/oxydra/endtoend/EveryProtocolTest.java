package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeProtocol;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each protocol, all the way from a client through the guest and the broker. */
@RequiresTool({"bwrap", "setsid"})
class EveryProtocolTest {
  private final String key = OpenAiRunner.randomKey();

  @ParameterizedTest
  @EnumSource
  void aTurnWithAToolGoesTheWholeWay(FakeProtocol protocol) throws Exception {
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner = OpenAiRunner.speaking(protocol, fake.baseUrl(), key, "")) {
      runner.ok("start");
      Files.writeString(runner.workspace("shared/notes.txt"), "buy milk\n");
      try (Chat chat = Chat.open(runner)) {
        fake.reply(protocol.toolCall("call_r", "file_read", "{\"path\":\"notes.txt\"}"))
            .reply(protocol.text("It says: ", "buy milk.").inPiecesOf(7));
        assertEquals("It says: buy milk.", chat.ask("read notes.txt"));
        assertTrue(
            protocol.lastToolResult(fake.requests().getLast()).contains("buy milk"),
            () -> fake.requests().getLast().body().toString());
        assertEquals("theirs the-model 10 5", usage(chat));

        closesWithTheTurn(protocol, fake, chat);

        fake.reply(protocol.text("here again"));
        assertEquals("here again", chat.ask("and now?"));
      }
      for (FakeModelServer.Request request : fake.requests()) {
        assertEquals("/v1" + protocol.path("the-model"), request.target());
        assertEquals(protocol.keyValue(key), request.headers().get(protocol.keyHeader()));
      }
    }
  }

  private static String usage(Chat chat) {
    JsonNode usage =
        Await.value(
            "usage",
            PATIENCE,
            () ->
                chat.events().reversed().stream()
                    .filter(event -> event.path("type").asText().equals("usage.recorded"))
                    .findFirst()
                    .orElse(null));
    JsonNode payload = usage.path("payload");
    assertFalse(payload.has("cost_usd"), "a price that nobody knows is unknown, not zero");
    return String.join(
        " ",
        List.of(
            payload.path("provider").asText(),
            payload.path("model").asText(),
            payload.at("/usage/input_tokens").asText(),
            payload.at("/usage/output_tokens").asText()));
  }

  /** A cancelled turn closes the connection to the provider, on the host. */
  private static void closesWithTheTurn(FakeProtocol protocol, FakeModelServer fake, Chat chat) {
    fake.reply(protocol.half("Once ", "upon").ending(FakeReply.Ending.STALL));
    String turn = chat.begin("tell me a long story");
    chat.client().await("assistant_delta", PATIENCE);
    assertEquals(1, fake.openConnections());
    long start = System.nanoTime();
    chat.cancel(turn);
    Await.until("the provider's connection is closed", PATIENCE, () -> fake.openConnections() == 0);
    System.out.printf(
        "%s: from cancel to the end of the provider's connection: %d ms%n",
        protocol.providerType(), (System.nanoTime() - start) / 1_000_000);
    assertEquals("turn_cancelled", chat.end(turn).type());
  }

  @ParameterizedTest
  @EnumSource
  void aWrongKeyIsNamedByWhereItComesFrom(FakeProtocol protocol) throws Exception {
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner = OpenAiRunner.speaking(protocol, fake.baseUrl(), key, "")) {
      runner.ok("start");
      fake.reply(
          FakeReply.status(
              401,
              "application/json",
              "{\"error\":{\"message\":\"invalid key %s\"}}".formatted(key)));
      try (Chat chat = Chat.open(runner)) {
        JsonNode error = chat.fail("hello");
        assertEquals("authentication", error.path("code").asText());
        assertTrue(error.path("message").asText().contains("THEIR_KEY"), error::toString);
        assertFalse(error.toString().contains(key), error::toString);
      }
      assertEquals(1, fake.requests().size(), "a wrong key is not tried twice");
      assertFalse(runner.run("logs").output().contains(key));
      assertFalse(runner.run("config", "show").output().contains(key));
    }
  }

  /** What a person attached comes to the model, and what the model can't take never leaves. */
  @ParameterizedTest
  @EnumSource
  void filesGoWithTheTurnOrAreRefused(FakeProtocol protocol) throws Exception {
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner =
            OpenAiRunner.speaking(
                protocol,
                fake.baseUrl(),
                key,
                "providers.registry.theirs.input_modalities = [text, pdf]")) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        fake.reply(protocol.text("a file"));
        assertEquals("a file", chat.answer(chat.begin("what is it?", file("application/pdf"))));
        assertTrue(fake.requests().getLast().body().toString().contains("JVBERi0x"));

        String turn = chat.begin("and this?", file("image/png"));
        JsonNode error = chat.end(turn).payload();
        String message = error.path("message").asText();
        assertTrue(message.contains("image/png") && message.contains("the-model"), message);
        assertEquals(1, fake.requests().size());

        fake.reply(protocol.text("here again"));
        assertEquals("here again", chat.ask("never mind"));
      }
    }
  }

  private static List<Map<String, String>> file(String type) {
    return List.of(Map.of("mime_type", type, "data", "JVBERi0x"));
  }
}
