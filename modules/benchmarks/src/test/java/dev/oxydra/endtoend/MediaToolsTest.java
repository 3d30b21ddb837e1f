package dev.oxydra.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.testing.FakeModelServer;
import dev.oxydra.testing.FakeReply;
import dev.oxydra.testing.RequiresTool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A picture on its way from the user to a file, to the model and back, through a real guest. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
@RequiresTool({"bwrap", "setsid"})
class MediaToolsTest {
  /** Of one pixel. */
  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  private static final String URL = "data:image/png;base64," + PNG;

  /** {@code <tool> <JSON>} is a call; files of results come as a user's message without text. */
  private static FakeReply obey(FakeModelServer.Request request) {
    JsonNode last = request.lastMessage();
    boolean files = last.path("content").path(0).path("text").asText().startsWith("[Of the result");
    if (last.path("role").asText().equals("tool") || files) {
      return FakeReply.text("done");
    }
    JsonNode content = last.path("content");
    String said = content.isArray() ? content.findPath("text").asText() : content.asText();
    String[] words = said.split(" ", 2);
    return words[0].contains("_")
        ? FakeReply.toolCall("call-" + request.body().path("messages").size(), words[0], words[1])
        : FakeReply.text("You said: ", said);
  }

  private static List<String> images(FakeModelServer.Request request) {
    return request.body().path("messages").findValuesAsText("url");
  }

  @Test
  void aPictureIsSavedReadShownAndReadAgainUntilItIsGone() throws Exception {
    try (FakeModelServer fake = FakeModelServer.answering(MediaToolsTest::obey);
        RunnerUnderTest runner =
            OpenAiRunner.at(
                fake.baseUrl(),
                OpenAiRunner.randomKey(),
                "selection.model = gpt-4o\ncatalog.skip_catalog_validation = true\n")) {
      runner.ok("start");
      Path file = runner.workspace("shared/in/dot");
      try (Chat chat = Chat.open(runner)) {
        String turn =
            chat.begin(
                "attachment_save {\"path\":\"in/dot\"}",
                List.of(Map.of("mime_type", "image/png", "data", PNG)));
        assertEquals("done", chat.answer(turn));
        assertArrayEquals(Base64.getDecoder().decode(PNG), Files.readAllBytes(file));

        assertEquals("done", chat.ask("file_read {\"path\":\"in/dot\"}"));
        // The user's own, and the tool's.
        assertEquals(List.of(URL, URL), images(fake.requests().getLast()));
        JsonNode result = last(chat, "tool.result");
        assertTrue(
            result.at("/payload/text").asText().contains("an image of 1×1"), result::toString);
        assertEquals("/shared/in/dot", result.at("/payload/files/0/path").asText());
        assertFalse(result.toString().contains(PNG), result::toString);

        assertEquals("done", chat.ask("send_media {\"path\":\"in/dot\",\"caption\":\"A dot\"}"));
        JsonNode shown =
            chat.client().received().stream()
                .filter(frame -> frame.type().equals("media_attachment"))
                .findFirst()
                .orElseThrow()
                .payload()
                .path("attachment");
        assertEquals("photo", shown.path("media_type").asText());
        assertEquals("A dot", shown.path("caption").asText());
        assertEquals(PNG, shown.path("data").asText());
      }
      runner.ok("restart");
      try (Chat chat = Chat.open(runner)) {
        chat.ask("hello");
        assertEquals(List.of(URL, URL), images(fake.requests().getLast()));
        Files.delete(file);
        chat.ask("again");
        FakeModelServer.Request request = fake.requests().getLast();
        assertEquals(List.of(URL), images(request));
        String gone = "[/shared/in/dot is not shown: There is no /shared/in/dot";
        assertTrue(request.body().toString().contains(gone), request.body()::toString);
      }
    }
  }

  private static JsonNode last(Chat chat, String type) {
    return chat.events().stream()
        .filter(event -> event.path("type").asText().equals(type))
        .reduce((first, second) -> second)
        .orElseThrow();
  }
}
