package dev.oxydra.gateway;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
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
  private static final String END = "\"}}";

  private @Nullable TurnId turn;
  private @Nullable String requestId;
  private String head = "";

  byte[] encode(ServerFrame.AssistantDelta delta) {
    if (!delta.turn().turnId().equals(turn) || !delta.requestId().equals(requestId)) {
      String empty =
          FrameCodec.encode(
              new ServerFrame.AssistantDelta(delta.requestId(), delta.session(), delta.turn(), ""));
      head = empty.substring(0, empty.length() - END.length());
      turn = delta.turn().turnId();
      requestId = delta.requestId();
    }
    return (head + quoted(delta.delta()) + END).getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
      }
    }
    return text;
  }
}
