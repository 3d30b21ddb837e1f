package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a user reads when the provider fails; the session goes on after each failure. */
@RequiresTool({"bwrap", "setsid"})
class ProviderFailuresTest {
  /**
   * A way to fail.
   *
   * @param name what happens
   * @param reply the fake's part in it
   * @param code the error's code
   * @param words what the message has to say
   */
  private record Failure(String name, FakeReply reply, String code, List<String> words) {}

  private static final List<Failure> FAILURES =
      List.of(
          new Failure(
              "401",
              json(401, "Incorrect API key provided: sk-test-****. Find yours at example.org."),
              "authentication",
              List.of(
                  "openai answered 401",
                  "the key in OPENAI_API_KEY was refused",
                  "runner restart")),
          new Failure(
              "429",
              json(429, "Rate limit reached for requests").header("Retry-After", "7"),
              "rate_limited",
              List.of("openai answered 429", "Try again in 7 s", "Rate limit reached")),
          new Failure(
              "500",
              json(500, "The server had an error"),
              "unavailable",
              List.of("openai answered 500", "Try again", "The server had an error")),
          new Failure(
              "a malformed stream",
              FakeReply.events("data: {\"choices\": [{]}\n\n"),
              "malformed_response",
              List.of("openai")),
          new Failure(
              "a malformed HTTP body",
              FakeReply.recorded("truncated").ending(FakeReply.Ending.BAD_CHUNK),
              "connection",
              List.of("openai", "Try again")),
          new Failure(
              "a truncated stream",
              FakeReply.recorded("truncated"),
              "malformed_response",
              List.of("openai")),
          new Failure(
              "a connection that breaks",
              FakeReply.recorded("truncated").ending(FakeReply.Ending.CUT),
              "connection",
              List.of("openai", "Try again")),
          new Failure(
              "HTML",
              FakeReply.status(
                  200, "text/html", "<html><body><h1>Welcome to the hotel</h1></body></html>"),
              "malformed_response",
              List.of("openai", "text/html", "base_url", "Welcome to the hotel")),
          new Failure(
              "a stall",
              FakeReply.recorded("truncated").ending(FakeReply.Ending.STALL),
              "timeout",
              List.of("openai", "1 s", "Try again")));

  private static FakeReply json(int status, String message) {
    return FakeReply.status(
        status, "application/json", "{\"error\":{\"message\":\"%s\"}}".formatted(message));
  }

  @Test
  void eachIsToldPlainlyAndTheSessionGoesOn() throws Exception {
    String key = OpenAiRunner.randomKey();
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner =
            OpenAiRunner.at(
                fake.baseUrl(),
                key,
                "providers.registry.openai.idle_timeout = 1s\nreliability.max_attempts = 1")) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        for (Failure failure : FAILURES) {
          fake.reply(failure.reply());
          JsonNode error = chat.fail("hello");
          check(failure, error);
          fake.reply(FakeReply.text("all is well"));
          assertEquals("all is well", chat.ask("and now?"), failure.name());
        }
      }
    }
  }

  private static void check(Failure failure, JsonNode error) {
    String message = error.path("message").asText();
    assertEquals(failure.code(), error.path("code").asText(), failure.name() + ": " + message);
    for (String words : failure.words()) {
      assertTrue(message.contains(words), () -> failure.name() + ": " + message);
    }
    for (String noise : List.of("Exception", "dev.oxydra", "java.", "\n", "sk-test")) {
      assertFalse(message.contains(noise), () -> failure.name() + ": " + message);
    }
  }

  @Test
  void oneThatIsDownIsToldPlainlyAndComesBack() throws Exception {
    SocketAddress address;
    String baseUrl;
    try (FakeModelServer closed = FakeModelServer.start()) {
      address = closed.address();
      baseUrl = closed.baseUrl();
    }
    try (RunnerUnderTest runner =
        OpenAiRunner.at(baseUrl, OpenAiRunner.randomKey(), "reliability.max_attempts = 1")) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        JsonNode error = chat.fail("hello");
        check(
            new Failure(
                "down",
                FakeReply.text(),
                "connection",
                List.of("openai", "can't be reached", baseUrl, "base_url in agent.conf")),
            error);
        try (FakeModelServer fake = FakeModelServer.start(address)) {
          fake.reply(FakeReply.text("all is well"));
          assertEquals("all is well", chat.ask("and now?"));
        }
      }
    }
  }

  @Test
  void aMissingKeyIsToldPlainly() throws Exception {
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), "", "")) {
      runner.ok("start");
      try (Chat chat = Chat.open(runner)) {
        JsonNode error = chat.fail("hello");
        check(
            new Failure(
                "no key",
                FakeReply.text(),
                "authentication",
                List.of("openai", "set OPENAI_API_KEY", "runner restart")),
            error);
        assertFalse(error.path("message").asText().contains("answered"), error::toString);
      }
      assertEquals(List.of(), fake.requests());
    }
  }
}
