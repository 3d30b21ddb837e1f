package dev.oxydra.gateway;

import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.TurnId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code assistant_delta} frames, of which there are more than of all others together: what
 * they have in common is written once a turn. Used by one thread at a time.
 */
final class DeltaEncoder {
  private static final byte[] END = {'"', '}', '}'};

  private @Nullable TurnId turn;
  private @Nullable String requestId;
  private byte[] begin = {};

  /** The frame as a {@link WebSocketText}. */
  byte[] encode(ServerFrame.AssistantDelta delta) {
    if (!isPlain(delta.delta())) {
      return WebSocketText.of(delta);
    }
    if (!delta.turn().turnId().equals(turn) || !delta.requestId().equals(requestId)) {
      begin(delta);
    }
    return plain(delta.delta());
  }

  private void begin(ServerFrame.AssistantDelta delta) {
    String empty =
        FrameCodec.encode(
            new ServerFrame.AssistantDelta(delta.requestId(), delta.session(), delta.turn(), ""));
    begin = empty.substring(0, empty.length() - END.length).getBytes(StandardCharsets.UTF_8);
    turn = delta.turn().turnId();
    requestId = delta.requestId();
  }

  /** Whether each character is one byte, and none needs an escape in JSON. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return text.length() < WebSocketText.FRAGMENT / 2;
  }

  private byte[] plain(String text) {
    int length = begin.length + text.length() + END.length;
    byte[] out = new byte[WebSocketText.headLength(length) + length];
    int at = WebSocketText.putHead(out, length);
    System.arraycopy(begin, 0, out, at, begin.length);
    at += begin.length;
    for (int i = 0; i < text.length(); i++) {
      out[at++] = (byte) text.charAt(i);
    }
    System.arraycopy(END, 0, out, at, END.length);
    return out;
  }
}
