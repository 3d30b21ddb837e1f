package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The conversation of {@link ConversationTest} with a provider that speaks OpenAI's wire format,
 * through the broker.
 */
@RequiresTool({"bwrap", "setsid"})
class OpenAiConversationTest {
  private final String key = OpenAiRunner.randomKey();

  @Test
  void goesTheWholeWay() throws Exception {
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), key, "")) {
      runner.ok("start");
      try (Chat first = Chat.open(runner)) {
        fake.reply(FakeReply.recorded("fragments").inPiecesOf(17)).reply(FakeReply.text("written"));
        assertEquals("written", first.ask("write notes.txt: hello"));
        assertEquals("hello", Files.readString(runner.workspace("shared/notes.txt")).strip());

        fake.reply(FakeReply.toolCall("call_r", "file_read", "{\"path\":\"notes.txt\"}"))
            .reply(FakeReply.recorded("text").inPiecesOf(1));
        assertEquals("Grüße aus 東京 🗼.", first.ask("read notes.txt"));
        assertTrue(lastToolResult(fake).contains("hello"));

        fake.reply(FakeReply.toolCall("call_s", "shell_exec", "{\"command\":\"cat notes.txt\"}"))
            .reply(FakeReply.text("done"));
        first.ask("run cat notes.txt");
        assertTrue(lastToolResult(fake).contains("hello"));

        Chat second = first.create();
        assertNotEquals(first.session(), second.session());
        assertEquals(first.session(), second.switchTo("runtime").session());
      }
      for (FakeModelServer.Request request : fake.requests()) {
        assertEquals("Bearer " + key, request.headers().get("authorization"));
        assertEquals("/v1/chat/completions", request.target());
      }
    }
  }

  private static String lastToolResult(FakeModelServer fake) {
    JsonNode last = fake.requests().getLast().lastMessage();
    assertEquals("tool", last.path("role").asText());
    return last.path("content").asText();
  }

  /** Sessions that began before it was changed stay as they are. */
  @Test
  void whoTheAgentIsIsReadWhenASessionBegins() throws Exception {
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), key, "")) {
      runner.configure("SOUL.md", "You are calm.");
      runner.ok("start");
      try (Chat first = Chat.open(runner)) {
        assertTrue(system(fake, first).contains("You are calm."));
        runner.configure("SOUL.md", "You are merry.");
        assertTrue(system(fake, first).contains("You are calm."));
        Chat second = first.create();
        assertTrue(system(fake, second).contains("You are merry."));
        assertTrue(system(fake, second.switchTo("runtime")).contains("You are calm."));
      }
    }
  }

  private static String system(FakeModelServer fake, Chat chat) throws Exception {
    fake.reply(FakeReply.text("yes"));
    chat.ask("hello");
    return fake.requests().getLast().body().path("messages").path(0).path("content").asText();
  }

  @Test
  void runsParallelCallsAndSurvivesAnErrorInMidStream() throws Exception {
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner =
            OpenAiRunner.at(fake.baseUrl(), key, "reliability.max_attempts = 1")) {
      runner.ok("start");
      Files.writeString(runner.workspace("shared/a.txt"), "the first\n");
      Files.writeString(runner.workspace("shared/b.txt"), "the second\n");
      try (Chat chat = Chat.open(runner)) {
        fake.reply(FakeReply.recorded("two_calls").inPiecesOf(29)).reply(FakeReply.text("both"));
        assertEquals("both", chat.ask("read a.txt and b.txt"));
        List<String> results = new ArrayList<>();
        for (JsonNode message : fake.requests().getLast().body().path("messages")) {
          if (message.path("role").asText().equals("tool")) {
            results.add(
                message.path("tool_call_id").asText() + " " + message.path("content").asText());
          }
        }
        assertEquals(2, results.size());
        assertTrue(results.get(0).startsWith("call_a") && results.get(0).contains("the first"));
        assertTrue(results.get(1).startsWith("call_b") && results.get(1).contains("the second"));

        fake.reply(FakeReply.recorded("error"));
        String message = chat.fail("go on").path("message").asText();
        assertTrue(message.contains("openai") && message.contains("server had an error"), message);

        fake.reply(FakeReply.text("here again"));
        assertEquals("here again", chat.ask("and now?"));
      }
    }
  }

  @Test
  void theGuestSendsNoKey() throws Exception {
    try (FakeModelServer fake = FakeModelServer.start();
        RunnerUnderTest runner = OpenAiRunner.at(fake.baseUrl(), key, "")) {
      runner.ok("start");
      Path broker = runner.workspace("ipc/broker.sock");
      Path aside = Files.move(broker, runner.workspace("ipc/aside.sock"));
      try (FakeModelServer inItsPlace =
              FakeModelServer.answering(
                  UnixDomainSocketAddress.of(broker), OpenAiConversationTest::asBroker);
          Chat chat = Chat.open(runner)) {
        assertEquals("hello from the host", chat.ask("hello"));
        for (FakeModelServer.Request request : inItsPlace.requests()) {
          assertFalse(request.headers().containsKey("authorization"), request::toString);
          assertFalse(request.toString().contains(key));
        }
      } finally {
        Files.move(aside, broker);
      }
      assertEquals(List.of(), fake.requests());
    }
  }

  /** What is not for a model, such as memory's question for embeddings, is not there. */
  private static FakeReply asBroker(FakeModelServer.Request request) {
    return request.target().startsWith("/providers/")
        ? FakeReply.text("hello from the host")
        : FakeReply.status(404, "application/json", "{}");
  }
}
