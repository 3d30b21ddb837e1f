package dev.oxydra.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Writes texts and the close frame to a WebSocket. Used by its event loop. */
record SocketWriter(Channel channel, LongAdder sent) {
  /** How long the other side may take to answer a close frame, in milliseconds. */
  private static final long CLOSE_WAIT = 1000;

  /** Writes a {@link WebSocketText} without flushing, in pieces that are not too large to copy. */
  void text(byte[] text) {
    sent.increment();
    for (int at = 0; at < text.length; at += WebSocketText.FRAGMENT) {
      int length = Math.min(WebSocketText.FRAGMENT, text.length - at);
      var _ = channel.write(Unpooled.wrappedBuffer(text, at, length), channel.voidPromise());
    }
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
