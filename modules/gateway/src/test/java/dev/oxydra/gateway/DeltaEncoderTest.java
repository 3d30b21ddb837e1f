package dev.oxydra.gateway;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import dev.oxydra.types.TurnState;
import dev.oxydra.types.UserId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Deltas are written by hand, and as all other frames are. */
class DeltaEncoderTest {
  private static final List<String> PIECES =
      List.of(
          "plain", "\"", "\\", "\n", "\u0000", "\u001f", "\u007f", "ä", "€", "😀", "\u2028", "/");

  @Test
  void writesWhatTheCodecWrites() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    DeltaEncoder encoder = new DeltaEncoder();
    for (int i = 0; i < 2000; i++) {
      ServerFrame.AssistantDelta frame = frame(random);
      byte[] written = encoder.encode(frame);
      int head = WebSocketText.headLength(written.length - 2) == 2 ? 2 : 4;
      assertEquals(
          FrameCodec.encode(frame),
          new String(written, head, written.length - head, StandardCharsets.UTF_8),
          "seed " + seed);
      assertArrayEquals(WebSocketText.of(frame), written, "seed " + seed);
    }
  }

  private static ServerFrame.AssistantDelta frame(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    return new ServerFrame.AssistantDelta(
        "r\"" + random.nextInt(3),
        new ServerFrame.SessionRef(new UserId("alice"), new SessionId("s")),
        new ServerFrame.TurnRef(new TurnId("t" + random.nextInt(3)), TurnState.RUNNING),
        text.toString());
  }
}
