package dev.oxydra.types;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Frames and events of undo, as they are written. */
class UndoFramesTest {
  private static final TurnId TURN = new TurnId("t");
  private static final TurnId SAVED = new TurnId("s");

  @Test
  void requestsAreReadAsTheGuidebookWritesThem() {
    assertEquals(
        new UndoRequest.Undo("r", new SessionId("s")),
        FrameCodec.decodeClient(
            """
            {"type":"undo","payload":{"request_id":"r","session_id":"s"}}\
            """));
    var rewind = new UndoRequest.Rewind("r", new SessionId("s"), TURN);
    assertEquals(rewind, FrameCodec.decodeClient(FrameCodec.encode(rewind)));
    FrameException missing =
        assertThrows(
            FrameException.class,
            () ->
                FrameCodec.decodeClient(
                    """
                    {"type":"rewind","payload":{"request_id":"r","session_id":"s"}}\
                    """));
    assertEquals("Missing field 'payload.turn_id'", missing.getMessage());
  }

  @Test
  void theAnswerIsWrittenAsTheGuidebookHasIt() {
    var session = new ServerFrame.SessionRef(new UserId("alice"), new SessionId("s"));
    var answer =
        new FilesRestored("r", session, TURN, SAVED, 1, 2, 3, List.of("/shared/a"), List.of());
    String text = FrameCodec.encode(answer);
    assertEquals(
        """
        {"type":"files_restored","payload":{"request_id":"r","session":{"user_id":"alice","session_id":"s"},\
        "turn_id":"t","saved_as":"s","rewritten":1,"made":2,"removed":3,"files":["/shared/a"],"not_kept":[]}}\
        """,
        text);
    assertEquals(answer, FrameCodec.decodeServer(text));
  }

  @Test
  void eventsAreCarriedBothWays() {
    for (EventPayload payload :
        List.of(
            new CheckpointEvent.Created(1, 2, 3),
            new CheckpointEvent.Failed("too much"),
            new CheckpointEvent.Restored(TURN, 4, List.of("/shared/big: too large"), SAVED))) {
      String type = EventCodec.type(payload);
      assertEquals("checkpoint", type.substring(0, type.indexOf('.')));
      assertEquals(payload, EventCodec.read(type, EventCodec.write(payload)));
    }
  }
}
