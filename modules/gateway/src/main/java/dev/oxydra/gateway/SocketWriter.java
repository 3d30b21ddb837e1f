package dev.oxydra.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Writes texts and the close frame to a WebSocket. Used by its event loop. RFC 6455, section 5. */
record SocketWriter(Channel channel, LongAdder sent) {
  /**
   * Larger texts are sent in fragments, of this many bytes: the JDK copies what it writes to a
   * piece of direct memory as large as the buffer, and keeps that.
   */
  private static final int FRAGMENT = 256 << 10;

  private static final int LAST = 0x80;
  private static final int TEXT = 1;
  private static final int CONTINUATION = 0;

  /** How long the other side may take to answer a close frame, in milliseconds. */
  private static final long CLOSE_WAIT = 1000;

  /** Writes a text without flushing. */
  void text(byte[] utf8) {
    sent.increment();
    int from = 0;
    do {
      int length = Math.min(FRAGMENT, utf8.length - from);
      int opcode = from == 0 ? TEXT : CONTINUATION;
      int head = from + length == utf8.length ? opcode | LAST : opcode;
      var _ = channel.write(frame(head, utf8, from, length), channel.voidPromise());
      from += length;
    } while (from < utf8.length);
  }

  /** Plain heap buffers: those that are never sent are the garbage collector's. */
  private static ByteBuf frame(int head, byte[] utf8, int from, int length) {
    int headLength = length < 126 ? 2 : length < 1 << 16 ? 4 : 10;
    ByteBuffer frame = ByteBuffer.allocate(headLength + length).put((byte) head);
    switch (headLength) {
      case 2 -> frame.put((byte) length);
      case 4 -> frame.put((byte) 126).putShort((short) length);
      default -> frame.put((byte) 127).putLong(length);
    }
    frame.put(utf8, from, length);
    return Unpooled.wrappedBuffer(frame.array());
  }

  /** Writes a close frame, and drops the connection if the other side doesn't answer it. */
  void close(WebSocketCloseStatus status) {
    var _ = channel.writeAndFlush(new CloseWebSocketFrame(status));
    var _ = channel.eventLoop().schedule(this::drop, CLOSE_WAIT, TimeUnit.MILLISECONDS);
  }

  private void drop() {
    var _ = channel.close();
  }
}
