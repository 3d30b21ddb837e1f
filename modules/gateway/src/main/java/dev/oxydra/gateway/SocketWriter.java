package dev.oxydra.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.TimeUnit;

/** Writes texts and the close frame to a WebSocket. Used by its event loop. */
record SocketWriter(Channel channel) {
  /**
   * Larger texts are sent in fragments, of this many bytes: the JDK copies what it writes to a
   * piece of direct memory as large as the buffer, and keeps that.
   */
  private static final int FRAGMENT = 256 << 10;

  /** How long the other side may take to answer a close frame, in milliseconds. */
  private static final long CLOSE_WAIT = 1000;

  /** Writes a text, which is released, without flushing. */
  void text(ByteBuf utf8) {
    int first = Math.min(FRAGMENT, utf8.readableBytes());
    send(new TextWebSocketFrame(first == utf8.readableBytes(), 0, utf8.readRetainedSlice(first)));
    while (utf8.isReadable()) {
      int next = Math.min(FRAGMENT, utf8.readableBytes());
      boolean last = next == utf8.readableBytes();
      send(new ContinuationWebSocketFrame(last, 0, utf8.readRetainedSlice(next)));
    }
    utf8.release();
  }

  private void send(WebSocketFrame frame) {
    var _ = channel.write(frame, channel.voidPromise());
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
