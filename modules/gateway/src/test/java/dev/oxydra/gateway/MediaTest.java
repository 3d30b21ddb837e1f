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
