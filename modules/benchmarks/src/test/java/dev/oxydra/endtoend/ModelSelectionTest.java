package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeProtocol;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.testing.RequiresTool;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which model answers: the configuration's, the agent's, or the turn's own. */
@RequiresTool({"bwrap", "setsid"})
class ModelSelectionTest {
  private final String key = OpenAiRunner.randomKey();

  private static String modelOf(FakeModelServer server) {
    return server.requests().getLast().body().path("model").asText();
  }

  private static String begin(Chat chat, Map<String, String> selection) {
    String turn = UUID.randomUUID().toString();
    chat.client()
        .send(
            "send_turn",
            Map.of(
                "session_id",
                chat.session(),
                "turn_id",
                turn,
                "prompt",
                "hello",
                "selection",
                selection));
    return turn;
  }

  @Test
  void agentsAndTurnsChooseTheirOwn() throws Exception {
    FakeProtocol openai = FakeProtocol.OPENAI;
    FakeProtocol gemini = FakeProtocol.GEMINI;
    try (FakeModelServer first = FakeModelServer.answering(_ -> openai.text("the first"));
        FakeModelServer second = FakeModelServer.answering(_ -> gemini.text("the second"));
        RunnerUnderTest runner =
            OpenAiRunner.speaking(
                openai,
                first.baseUrl(),
                key,
                """
                providers.registry.second { provider_type = gemini, base_url = "%s", default_model = small }
                agents.scribe {
                  selection { provider = second, model = large }
                  system_prompt = "You write."
                }
                """
                    .formatted(second.baseUrl()))) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        assertEquals("the first", chat.ask("hello"));
        assertEquals("the-model", modelOf(first));

        assertEquals("the first", chat.answer(begin(chat, Map.of("model", "other-model"))));
        assertEquals("other-model", modelOf(first));

        assertEquals("the second", chat.answer(begin(chat, Map.of("provider", "second"))));
        assertEquals("/v1" + gemini.path("small"), second.requests().getLast().target());

        ProtocolClient.Frame refused = chat.end(begin(chat, Map.of("provider", "secnd")));
        assertEquals("error", refused.type());
        assertTrue(
            refused.payload().path("message").asText().contains("second"), refused::toString);

        String request = chat.client().send("create_session", Map.of("agent_name", "scribe"));
        JsonNode created =
            chat.client()
                .await("session_created", p -> ProtocolClient.isAnswerTo(request, p), PATIENCE);
        Chat scribe = new Chat(chat.client(), created.path("session").path("session_id").asText());
        assertEquals("the second", scribe.ask("hello"));
        assertEquals("/v1" + gemini.path("large"), second.requests().getLast().target());
        assertTrue(second.requests().getLast().body().toString().contains("You write."));
      }
    }
  }

  @Test
  void anUnknownModelIsRefusedWithTheNearestNames() throws Exception {
    try (RunnerUnderTest runner = RunnerUnderTest.inEmptyFolder(Map.of("OPENAI_API_KEY", key))) {
      runner.configure("agent.conf", "selection { provider = openai, model = gpt5-mini }\n");
      Distribution.Ended refused = runner.run("start");
      assertNotEquals(0, refused.exit());
      assertTrue(refused.output().contains("gpt-5-mini"), refused.output());
      assertTrue(refused.output().contains("skip_catalog_validation"), refused.output());

      runner.configure(
          "agent.conf",
          """
          selection { provider = openai, model = gpt5-mini }
          catalog.skip_catalog_validation = true
          """);
      runner.ok("start");
    }
  }
}
