package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.Role;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolException;
import dev.oxydra.types.ToolFile;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.Usage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a model draws reaches a version-2 client. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MediaTest {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};
  private static final byte[] ODD = {1, 2, 3};

  @Test
  void filesOfTheAnswerComeWithItAndThoseBeforeItByThemselves() throws IOException {
    try (Served served = Served.start();
        ProtocolClient client = served.join()) {
      served.runner().script("draw", MediaTest::draw);
      String request =
          client.send(
              "send_turn",
              Map.of("session_id", "runtime-alice", "turn_id", "t1", "prompt", "draw"));
      JsonNode completed =
          client.await("turn_completed", end -> ProtocolClient.isAnswerTo(request, end), DEADLINE);
      JsonNode files = completed.at("/response/message/attachments");
      assertEquals(1, files.size());
      assertEquals("image/png", files.at("/0/mime_type").asText());
      assertArrayEquals(PNG, files.at("/0/data").binaryValue());
      assertFalse(completed.at("/response/message").has("content"), completed.toString());

      List<JsonNode> media =
          client.received().stream()
              .filter(frame -> frame.type().equals("media_attachment"))
              .map(ProtocolClient.Frame::payload)
              .toList();
      assertEquals(2, media.size(), media.toString());
      assertEquals(request, media.get(0).get("request_id").asText());
      assertEquals("photo", media.get(0).at("/attachment/media_type").asText());
      assertArrayEquals(PNG, media.get(0).at("/attachment/data").binaryValue());
      assertEquals("document", media.get(1).at("/attachment/media_type").asText());
      assertEquals(
          media.get(1).at("/attachment/file_path"), media.get(1).at("/attachment/file_name"));
      assertArrayEquals(ODD, media.get(1).at("/attachment/data").binaryValue());
    }
  }

  @Test
  void whatAToolShowsComesWhenItsResultIsCommitted() throws IOException {
    try (Served served = Served.start(MediaTest::read);
        ProtocolClient client = served.join()) {
      served.runner().script("show", MediaTest::show);
      String request =
          client.send(
              "send_turn",
              Map.of("session_id", "runtime-alice", "turn_id", "t1", "prompt", "show"));
      JsonNode gone = client.await("error", error -> !error.has("request_id"), DEADLINE);
      client.await("turn_completed", end -> ProtocolClient.isAnswerTo(request, end), DEADLINE);
      List<JsonNode> media =
          client.received().stream()
              .filter(frame -> frame.type().equals("media_attachment"))
              .map(ProtocolClient.Frame::payload)
              .toList();
      assertEquals(1, media.size(), media.toString());
      JsonNode shown = media.getFirst().get("attachment");
      assertEquals("/shared/out/song.ogg", shown.get("file_path").asText());
      assertEquals("song.ogg", shown.get("file_name").asText());
      assertEquals("voice", shown.get("media_type").asText());
      assertEquals("Listen", shown.get("caption").asText());
      assertArrayEquals(ODD, shown.get("data").binaryValue());
      assertEquals("media_gone", gone.get("code").asText());
      assertEquals("/shared/gone can't be shown: there is no /shared/gone", message(gone));
    }
  }

  private static String message(JsonNode error) {
    return error.get("message").asText();
  }

  private static byte[] read(ToolFile file) {
    if (file.path().endsWith("gone")) {
      throw new ToolException("there is no " + file.path());
    }
    return ODD;
  }

  private static void show(FakeRunner.Steps steps) {
    steps.append(
        new EventPayload.ToolResulted(
            "c1",
            "send_media",
            ToolResult.Outcome.OK,
            "The user is shown them",
            1,
            List.of(
                file("/shared/out/song.ogg", "audio/ogg; codecs=opus", ToolFile.Audience.USER),
                file("/shared/read.png", "image/png", ToolFile.Audience.MODEL),
                file("/shared/gone", "text/plain", ToolFile.Audience.USER))));
    steps.append(new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE));
  }

  private static ToolFile file(String path, String type, ToolFile.Audience audience) {
    return new ToolFile(path, type, ODD.length, "", audience, "Listen");
  }

  private static void draw(FakeRunner.Steps steps) {
    Content call = new ToolCall("1", "look", JsonNodeFactory.instance.objectNode());
    steps.message(
        new Message(
            Role.ASSISTANT,
            List.of(new Attachment("image/png", PNG), new Attachment("odd", ODD), call)),
        FinishReason.TOOL_CALLS);
    steps.message(
        new Message(Role.ASSISTANT, List.of(new Attachment("image/png", PNG))), FinishReason.STOP);
    steps.append(new EventPayload.TurnCompleted(FinishReason.STOP, Usage.NONE));
  }
}
