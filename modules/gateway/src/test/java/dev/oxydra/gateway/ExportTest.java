package dev.oxydra.gateway;

import static dev.oxydra.gateway.Served.DEADLINE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.testing.ProtocolClient;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Content;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventCodec;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Json;
import dev.oxydra.types.Message;
import dev.oxydra.types.NewEvent;
import dev.oxydra.types.Role;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.SessionInfo;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.ToolResult;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Uuid7;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions written out, as JSON lines and as Markdown. */
class ExportTest {
  private static final String DEFAULT = "runtime-alice";
  private static final Map<String, ?> HELLO =
      Map.of("user_id", "alice", "features", List.of("history"));

  private final Served served = Served.start();

  @AfterEach
  void close() {
    served.close();
  }

  private static String ask(ProtocolClient client, String format) {
    return client.send("export_session", Map.of("session_id", DEFAULT, "format", format));
  }

  private static String text(ProtocolClient client, String request) {
    StringBuilder text = new StringBuilder();
    JsonNode chunk;
    int index = 0;
    do {
      chunk = client.await("export_chunk", c -> ProtocolClient.isAnswerTo(request, c), DEADLINE);
      assertEquals(index++, chunk.get("index").asInt());
      String part = chunk.get("text").asText();
      assertTrue(part.getBytes(StandardCharsets.UTF_8).length <= 256 << 10);
      text.append(part);
    } while (!chunk.get("last").asBoolean());
    return text.toString();
  }

  @Test
  void tenThousandEventsAreWrittenOutWhileOtherRequestsAreAnswered() {
    try (ProtocolClient client = served.join(HELLO)) {
      List<NewEvent> many = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        many.add(
            new NewEvent(
                new SessionId(DEFAULT),
                new TurnId("t" + i),
                "user",
                new EventPayload.UserMessage(
                    Message.user("Nr " + i + " \uD83D\uDE00 " + "ä€".repeat(i % 400)))));
      }
      served.journal().append(many);
      String lines = ask(client, "jsonl");
      String markdown = ask(client, "markdown");
      client.send("health_check", Map.of());
      client.await("health_status", DEADLINE);
      List<Event> exported =
          text(client, lines).lines().map(ExportTest::event).collect(Collectors.toList());
      assertEquals(served.journal().read(new SessionId(DEFAULT), 0, 20_000), exported);
      String read = text(client, markdown);
      assertTrue(read.contains("Nr 9999 \uD83D\uDE00"), "the last message is there");
      assertEquals(10_000, read.lines().filter(line -> line.startsWith("## User")).count());
    }
  }

  private static Event event(String line) {
    try {
      JsonNode json = Json.mapper().readTree(line);
      return new Event(
          json.get("seq").asLong(),
          UUID.fromString(json.get("id").asText()),
          Instant.parse(json.get("ts").asText()),
          new SessionId(json.get("session_id").asText()),
          json.has("turn_id") ? new TurnId(json.get("turn_id").asText()) : null,
          json.get("actor").asText(),
          null,
          EventCodec.read(json.get("type").asText(), json.get("payload")));
    } catch (JsonProcessingException e) {
      throw new AssertionError("Not a line of JSON: " + line, e);
    }
  }

  @Test
  void anEmptySessionIsOneChunk() {
    try (ProtocolClient client = served.join(HELLO)) {
      assertEquals(1, text(client, ask(client, "jsonl")).lines().count());
      assertTrue(text(client, ask(client, "markdown")).startsWith("# runtime-alice\n"));
    }
  }

  @Test
  void aClientThatDoesNotReadHoldsUpNobody() throws Exception {
    byte[] random = new byte[3 << 20];
    new Random(1).nextBytes(random);
    SessionId session = new SessionId(DEFAULT);
    try (ProtocolClient other = served.join();
        RawSocket deaf = new RawSocket(served.gateway().address()).upgrade()) {
      for (int i = 0; i < 8; i++) {
        served
            .journal()
            .append(
                List.of(
                    new NewEvent(
                        session,
                        null,
                        "user",
                        new EventPayload.UserMessage(
                            new Message(
                                Role.USER, List.of(new Attachment("image/png", random)))))));
      }
      deaf.text(
          "{\"type\":\"hello\",\"payload\":{\"request_id\":\"r\",\"protocol_version\":2,"
              + "\"user_id\":\"alice\",\"features\":[\"history\"]}}");
      for (int i = 0; i < 5; i++) {
        deaf.text(
            "{\"type\":\"export_session\",\"payload\":{\"request_id\":\"e%d\",".formatted(i)
                + "\"session_id\":\"runtime-alice\",\"format\":\"jsonl\"}}");
      }
      other.send("send_turn", Map.of("session_id", DEFAULT, "turn_id", "t1", "prompt", "hi"));
      other.await("turn_completed", DEADLINE);
    }
  }

  private static Event at(EventPayload payload) {
    return new Event(
        1,
        Uuid7.create(),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        new SessionId("s"),
        new TurnId("t"),
        "default",
        null,
        payload);
  }

  @Test
  void markdownSaysWhoSaidAndDidWhat() {
    var arguments = JsonNodeFactory.instance.objectNode().put("path", "notes.md");
    Message asked =
        new Message(
            Role.USER,
            List.of(new Content.Text("Read it"), new Attachment("image/png", new byte[1234])));
    Message called =
        new Message(Role.ASSISTANT, List.of(new ToolCall("c1", "file_read", arguments)));
    String notes = "Notes\n````\ncode\n````\n";
    List<EventPayload> payloads =
        List.of(
            new EventPayload.TurnSubmitted("Read it", List.of()),
            new EventPayload.TurnStarted(),
            new EventPayload.UserMessage(asked),
            new EventPayload.AssistantMessage(called, FinishReason.TOOL_CALLS),
            new EventPayload.ToolCalled("c1", "file_read", arguments, SafetyTier.READ_ONLY),
            new EventPayload.ToolResulted("c1", "file_read", ToolResult.Outcome.OK, notes, 7),
            new EventPayload.AssistantMessage(
                Message.assistant("It is about"), FinishReason.STOP, true),
            new EventPayload.TurnFailed("max_turns", "It took too long"));
    SessionInfo session =
        new SessionInfo(
            new SessionId("s"),
            "writer",
            "Notes",
            "gateway",
            Instant.parse("2026-01-02T03:04:00Z"),
            Instant.EPOCH,
            false,
            null);
    String text =
        MarkdownExport.head(session)
            + payloads.stream()
                .map(payload -> MarkdownExport.of(at(payload)))
                .collect(Collectors.joining());
    assertEquals(
        """
        # Notes

        Session s with agent writer, begun 2026-01-02T03:04:00Z.

        ## User · 2026-01-02T03:04:05Z

        Read it

        - Attachment 1: image/png, 1,234 bytes

        **Tool call** `file_read`

        ```json
        {
          "path" : "notes.md"
        }
        ```

        **Result** of `file_read`: ok, 7 ms

        `````
        Notes
        ````
        code
        ````
        `````

        ## Assistant · 2026-01-02T03:04:05Z

        It is about

        *Cut off here.*

        *The turn failed: It took too long*
        """,
        text);
  }
}
