package dev.oxydra.gateway;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many WebSockets there may be. Sockets that have not shown a token yet don't count among them,
 * or strangers could keep the user out; of those there may be some more.
 */
final class ConnectionLimit {
  /** How many sockets there may be besides the WebSockets. */
  private static final int UNKNOWN = 256;

  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimit(int max) {
    this.max = max;
  }

  /** Whether there are more sockets than may be, WebSockets or not. */
  boolean isCrowded(int sockets) {
    return sockets > max + UNKNOWN;
  }

  /**
   * Takes a place for a WebSocket, until its socket is closed.
   *
   * @throws HttpRefusalException when there is none
   */
  void admit(Channel channel) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      throw new HttpRefusalException(
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          "%d clients are connected, which is as many as may; close one, or raise gateway.connections.max"
              .formatted(max));
    }
    channel.closeFuture().addListener(_ -> open.decrementAndGet());
  }
}
