package dev.oxydra.types;

import java.nio.charset.StandardCharsets;

/** What must hold for any bytes that a client sends; Jazzer finds this class by its name. */
public final class FrameFuzz {
  private FrameFuzz() {}

  /** Fails for bytes that are neither a frame nor refused as they should be. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    ClientFrame frame;
    try {
      frame = FrameCodec.decodeClient(new String(bytes, StandardCharsets.UTF_8));
    } catch (FrameException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("It is not said what is wrong", e);
      }
      return;
    }
    String encoded = FrameCodec.encode(frame);
    if (!frame.equals(FrameCodec.decodeClient(encoded))) {
      throw new AssertionError("It comes back as another frame: " + encoded);
    }
  }
}
