package dev.oxydra.endtoend;

import static dev.oxydra.endtoend.RunnerUnderTest.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.Await;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeProtocol;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a user sees of a provider in trouble: nothing, or the next one. */
@RequiresTool({"bwrap", "setsid"})
class ReliabilityTest {
  private static final String QUICK =
      "reliability { max_attempts = 3, min_backoff = 1ms, max_backoff = 5ms }\n";

  private final String key = OpenAiRunner.randomKey();

  private static FakeReply trouble(int status) {
    return FakeReply.status(status, "application/json", "{\"error\":{\"message\":\"in trouble\"}}");
  }

  @Test
  void anAnswerThatBreaksOffGoesOnAndNoToolRunsTwice() throws Exception {
    FakeProtocol openai = FakeProtocol.OPENAI;
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner = OpenAiRunner.speaking(openai, fake.baseUrl(), key, QUICK)) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        fake.reply(trouble(503))
            .reply(trouble(429).header("Retry-After", "0"))
            .reply(openai.toolCall("c", "shell_exec", "{\"command\":\"echo x >> ran.txt\"}"))
            .reply(openai.half("The command ").ending(FakeReply.Ending.CUT))
            .reply(openai.text("has run."));
        assertEquals("The command has run.", chat.ask("run it"));
        assertEquals("x\n", Files.readString(runner.workspace("shared/ran.txt")));
        assertEquals(5, fake.requests().size());
        String resumed = fake.requests().getLast().body().toString();
        assertTrue(resumed.contains("The command "), resumed);
        assertTrue(resumed.contains("interrupted"), resumed);
      }
    }
  }

  @Test
  void theNextProviderAnswersAndStatusSaysWhy() throws Exception {
    FakeProtocol first = FakeProtocol.OPENAI;
    FakeProtocol second = FakeProtocol.ANTHROPIC;
    try (FakeModelServer broken = FakeModelServer.answering(_ -> trouble(500));
        FakeModelServer other = FakeModelServer.start();
        RunnerUnderTest runner =
            OpenAiRunner.speaking(
                first,
                broken.baseUrl(),
                key,
                QUICK
                    + """
                    selection.fallbacks = ["other/their-model"]
                    providers.registry.other { provider_type = anthropic, base_url = "%s", api_key_env = THEIR_KEY }
                    """
                        .formatted(other.baseUrl()))) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        other.reply(second.text("at your service"));
        assertEquals("at your service", chat.ask("hello"));
        assertEquals(3, broken.requests().size());
        assertEquals("their-model", other.requests().getFirst().body().path("model").asText());

        other.reply(second.text("and again"));
        assertEquals("and again", chat.ask("hello"));
        assertEquals(3, broken.requests().size(), "it is given time to recover");

        JsonNode circuit =
            Await.value("an open circuit", PATIENCE, () -> open(runner.guest().path("providers")));
        assertEquals("theirs/the-model", circuit.path("model").asText());
        String table = runner.run("status").output();
        assertTrue(table.contains("theirs/the-model") && table.contains("open"), table);
        assertTrue(
            chat.events().stream()
                .anyMatch(event ->
                    event.path("type").asText().equals("usage.recorded")
                        && event.at("/payload/model").asText().equals("their-model")));
      }
    }
  }

  private static @Nullable JsonNode open(JsonNode providers) {
    for (JsonNode provider : providers) {
      if (provider.path("state").asText().equals("open")) {
        return provider;
      }
    }
    return null;
  }

  @Test
  void aWrongKeyIsNotPassedOver() throws Exception {
    try (FakeModelServer refusing = FakeModelServer.answering(_ -> trouble(401));
        FakeModelServer other = FakeModelServer.start();
        RunnerUnderTest runner =
            OpenAiRunner.speaking(
                FakeProtocol.OPENAI,
                refusing.baseUrl(),
                key,
                """
                selection.fallbacks = ["other/their-model"]
                providers.registry.other { provider_type = openai, base_url = "%s" }
                """
                    .formatted(other.baseUrl()))) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        assertEquals("authentication", chat.fail("hello").path("code").asText());
      }
      assertEquals(List.of(), other.requests());
    }
  }

  @Test
  void aConversationThatIsTooLongIsMadeShorter() throws Exception {
    FakeProtocol openai = FakeProtocol.OPENAI;
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner = OpenAiRunner.speaking(openai, fake.baseUrl(), key, "")) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        for (int i = 0; i < 4; i++) {
          fake.reply(openai.text("answer " + i));
          chat.ask("question " + i);
        }
        fake.reply(
                FakeReply.status(
                    400,
                    "application/json",
                    "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"Your input"
                        + " exceeds the context window of this model.\"}}"))
            .reply(openai.text("still here"));
        assertEquals("still here", chat.ask("the last one"));
        JsonNode before = fake.requests().get(4).body().path("messages");
        JsonNode after = fake.requests().getLast().body().path("messages");
        assertTrue(after.size() < before.size(), after.toString());
        assertEquals("the last one", fake.requests().getLast().lastUserText());
        assertTrue(after.toString().contains("too long for the model"), after.toString());
      }
    }
  }
}
