package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.Attachment;
import dev.oxydra.types.Event;
import dev.oxydra.types.EventPayload;
import dev.oxydra.types.FinishReason;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelId;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.SafetyTier;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.Usage;
import dev.oxydra.types.Uuid7;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Event frames are written without a tree, and as all other frames are. */
class EventEncoderTest {
  private static final List<EventPayload> PAYLOADS =
      List.of(
          new EventPayload.SessionCreated("default", null, "gateway", new SessionId("parent")),
          new EventPayload.SessionRenamed("a \"name\" of €"),
          new EventPayload.TurnSubmitted(
              "hi\n", List.of(new Attachment("image/png", new byte[] {1, 2, 3}))),
          new EventPayload.TurnStarted(),
          new EventPayload.AssistantMessage(Message.assistant("😀 yes"), FinishReason.STOP),
          new EventPayload.ToolCalled(
              "c1",
              "file_read",
              JsonNodeFactory.instance.objectNode().put("path", "a/b").putNull("x"),
              SafetyTier.READ_ONLY),
          new EventPayload.UsageRecorded(
              new ProviderId("p"),
              new ModelId("m"),
              new Usage(1, 2, 3, 4),
              new BigDecimal("0.00000012"),
              9L),
          new EventPayload.Unknown(
              "future.type", JsonNodeFactory.instance.objectNode().putNull("what").put("n", 1.5)));

  @Test
  void writesWhatTheCodecWrites() {
    long seq = 1;
    for (EventPayload payload : PAYLOADS) {
      for (TurnId turn : new TurnId[] {null, new TurnId("t1")}) {
        Event event =
            new Event(
                seq++,
                Uuid7.create(),
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                new SessionId("s"),
                turn,
                "user",
                turn == null ? null : seq,
                payload);
        assertEquals(
            new String(WebSocketText.of(ServerFrame.Journalled.of(event)), StandardCharsets.UTF_8),
            new String(EventEncoder.encode(event), StandardCharsets.UTF_8));
      }
    }
  }
}
