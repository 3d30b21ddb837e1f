package dev.oxydra.gateway;

import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts as they go over a WebSocket from a server: RFC 6455, section 5.2. What several clients are
 * sent alike is made once.
 */
final class WebSocketText {
  /**
   * Larger texts are sent in fragments, of this many bytes: the JDK copies what it writes to a
   * piece of direct memory as large as the buffer, and keeps that.
   */
  static final int FRAGMENT = 256 << 10;

  private static final int LAST = 0x80;
  private static final int TEXT = 1;
  private static final int CONTINUATION = 0;

  private WebSocketText() {}

  /** A frame of the protocol. */
  static byte[] of(ServerFrame frame) {
    return of(FrameCodec.encode(frame).getBytes(StandardCharsets.UTF_8));
  }

  /** A text, in as many fragments as it needs. */
  static byte[] of(byte[] utf8) {
    int whole = utf8.length / FRAGMENT;
    int rest = utf8.length % FRAGMENT;
    int fragments = Math.max(1, rest == 0 ? whole : whole + 1);
    byte[] out = new byte[utf8.length + whole * headLength(FRAGMENT) + headLength(rest)];
    int at = 0;
    for (int i = 0; i < fragments; i++) {
      int length = Math.min(FRAGMENT, utf8.length - i * FRAGMENT);
      int head = (i == 0 ? TEXT : CONTINUATION) | (i == fragments - 1 ? LAST : 0);
      at = putHead(out, at, head, length);
      System.arraycopy(utf8, i * FRAGMENT, out, at, length);
      at += length;
    }
    return at == out.length ? out : Arrays.copyOf(out, at);
  }

  /** How many bytes come before so many of a text. */
  static int headLength(int length) {
    return length < 126 ? 2 : length < 1 << 16 ? 4 : 10;
  }

  /** Begins the only frame of a text. */
  static int putHead(byte[] out, int length) {
    return putHead(out, 0, TEXT | LAST, length);
  }

  private static int putHead(byte[] out, int from, int head, int length) {
    int at = from;
    out[at++] = (byte) head;
    int bytes =
        switch (headLength(length)) {
          case 2 -> 0;
          case 4 -> 2;
          default -> 8;
        };
    out[at++] = (byte) (bytes == 0 ? length : bytes == 2 ? 126 : 127);
    for (int i = bytes - 1; i >= 0; i--) {
      out[at++] = (byte) ((long) length >>> (8 * i));
    }
    return at;
  }
}
