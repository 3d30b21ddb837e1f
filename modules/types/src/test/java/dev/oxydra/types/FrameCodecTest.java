package dev.oxydra.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameCodecTest {
  @Test
  void readsAHelloAsThePageWritesIt() {
    ClientFrame frame =
        FrameCodec.decodeClient(
            """
            {"type": "hello", "payload": {"request_id": "r1", "protocol_version": 2, "user_id": "alice", "new": 1}}
            """);
    assertEquals(
        new ClientFrame.Hello("r1", 2, new UserId("alice"), null, false, null, null), frame);
  }

  @Test
  void readsAttachmentsWithoutAKind() {
    ClientFrame frame =
        FrameCodec.decodeClient(
            """
            {"type":"send_turn","payload":{"request_id":"r","session_id":"s","turn_id":"t","prompt":"p",
             "attachments":[{"mime_type":"image/png","data":"AQI="}]}}
            """);
    assertEquals(
        List.of(new Attachment("image/png", new byte[] {1, 2})),
        ((ClientFrame.SendTurn) frame).attachments());
  }

  @Test
  void leavesOutWhatIsAbsent() {
    var session = new ServerFrame.SessionRef(new UserId("alice"), new SessionId("s"));
    assertEquals(
        """
        {"type":"hello_ack","payload":{"request_id":"r","protocol_version":2,"session":{"user_id":"alice","session_id":"s"}}}\
        """,
        FrameCodec.encode(new ServerFrame.HelloAck("r", 2, session, null, null)));
  }

  @Test
  void writesProgressAsThePageHasIt() {
    var session = new ServerFrame.SessionRef(new UserId("alice"), new SessionId("s"));
    var turn = new ServerFrame.TurnRef(new TurnId("t"), TurnState.RUNNING);
    var kind =
        new ServerFrame.Kind(TurnUpdate.Progress.Kind.TOOL_EXECUTION, List.of("file_read"), null);
    assertEquals(
        """
        {"type":"turn_progress","payload":{"request_id":"r","session":{"user_id":"alice","session_id":"s"},\
        "turn":{"turn_id":"t","state":"running"},"progress":{"kind":{"kind":"tool_execution",\
        "tool_names":["file_read"]},"message":"m","turn":1,"max_turns":9}}}\
        """,
        FrameCodec.encode(
            new ServerFrame.TurnProgress(
                "r", session, turn, new ServerFrame.Progress(kind, "m", 1, 9))));
  }

  @Test
  void writesDaysAndModesAsThePageHasThem() {
    assertEquals(
        """
        {"type":"usage_report","payload":{"request_id":"r","days":[{"day":"2026-01-02","provider":"p","model":"m",\
        "calls":1,"input_tokens":9,"cached_input_tokens":2,"output_tokens":3,"cost_usd":0.5}]}}\
        """,
        FrameCodec.encode(
            new OverviewFrame.UsageReport(
                "r",
                List.of(
                    new OverviewFrame.UsageOfDay(
                        LocalDate.parse("2026-01-02"),
                        "p",
                        "m",
                        1,
                        9,
                        2,
                        3,
                        new BigDecimal("0.5"))))));
    var session = new ServerFrame.SessionRef(new UserId("alice"), new SessionId("s"));
    var answer =
        new ApprovalFrame.ApprovalModeIs(
            "r", session, AgentConfig.ApprovalMode.READ_ONLY, AgentConfig.ApprovalMode.AUTO);
    assertEquals(
        """
        {"type":"approval_mode","payload":{"request_id":"r","session":{"user_id":"alice","session_id":"s"},\
        "mode":"read_only","configured":"auto"}}\
        """,
        FrameCodec.encode(answer));
    assertEquals(answer, FrameCodec.decodeServer(FrameCodec.encode(answer)));
  }

  @Test
  void carriesEventsBothWays() {
    var call =
        new ToolCall("c1", "file_read", JsonNodeFactory.instance.objectNode().put("path", "a"));
    var message = new Message(Role.ASSISTANT, List.of(new Content.Text("hm"), call));
    var event =
        new Event(
            7,
            Uuid7.create(),
            Instant.parse("2026-01-02T03:04:05.678Z"),
            new SessionId("s"),
            new TurnId("t"),
            "default",
            null,
            new EventPayload.AssistantMessage(message, FinishReason.TOOL_CALLS));
    String text = FrameCodec.encode(ServerFrame.Journalled.of(event));
    var frame = (ServerFrame.Journalled) FrameCodec.decodeServer(text);
    assertEquals(event, frame.toEvent());
  }

  @Test
  void marksAnInterruptedAnswerAndNoOther() {
    var whole = new EventPayload.AssistantMessage(Message.assistant("a"), FinishReason.STOP);
    assertFalse(EventCodec.write(whole).has("interrupted"));
    assertEquals(whole, EventCodec.read("message.assistant", EventCodec.write(whole)));
    var cut = new EventPayload.AssistantMessage(Message.assistant("a"), FinishReason.OTHER, true);
    assertTrue(EventCodec.write(cut).get("interrupted").booleanValue());
    assertEquals(cut, EventCodec.read("message.assistant", EventCodec.write(cut)));
  }

  @Test
  void keepsEventsOfTypesThatItDoesNotKnow() {
    EventPayload payload =
        EventCodec.read("moon.rose", JsonNodeFactory.instance.objectNode().put("full", true));
    assertEquals("moon.rose", EventCodec.type(payload));
    assertEquals("{\"full\":true}", EventCodec.write(payload).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense                                              | MALFORMED_JSON | Malformed JSON",
        "[1]                                                   | MALFORMED_JSON | object",
        "{\"payload\":{}}                                      | MISSING_FIELD  | 'type'",
        "{\"type\":\"hello\"}                                  | MISSING_FIELD  | 'payload'",
        "{\"type\":\"dance\",\"payload\":{}}                   | UNKNOWN_TYPE   | 'dance'",
        "{\"type\":\"hello\",\"payload\":{\"request_id\":\"r\"}} | MISSING_FIELD | 'payload.protocol_version'",
        "{\"type\":\"health_check\",\"payload\":{\"request_id\":null}} | MISSING_FIELD | 'payload.request_id'",
        "{\"type\":\"hello\",\"payload\":{\"request_id\":\"r\",\"protocol_version\":2,\"user_id\":\"../x\"}}"
            + " | INVALID_FIELD | 'payload.user_id': user_id must be",
      })
  void saysWhatIsWrong(String text, FrameException.Kind kind, String words) {
    FrameException e =
        assertThrows(FrameException.class, () -> FrameCodec.decodeClient(text.strip()));
    assertEquals(kind, e.kind());
    assertTrue(e.getMessage().contains(words), e.getMessage());
  }
}
