package dev.oxydra.runner.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/** Two connections that are one from now on: RFC 9110, 9.3.6. */
final class Tunnel {
  private final Channel guest;
  private final Channel server;
  private final ProxyUse use;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  Tunnel(Channel guest, Channel server, ProxyUse use) {
    this.guest = guest;
    this.server = server;
    this.use = use;
  }

  /** How many bytes the guest has sent. */
  long sent() {
    return sent.get();
  }

  /** How many bytes the guest was sent. */
  long received() {
    return received.get();
  }

  /**
   * Joins the two; returns when both have ended.
   *
   * @param before handles what the guest sends until now
   * @param early what the guest has sent already, to be used on the event loop
   * @throws IOException when the thread is interrupted, which ends both
   */
  void run(ChannelHandler before, Deque<ByteBuf> early) throws IOException {
    try {
      guest.eventLoop().execute(() -> join(before, early));
      guest.closeFuture().await();
      server.closeFuture().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The guest has gone", e);
    } finally {
      var _ = guest.close();
      var _ = server.close();
    }
  }

  private void join(ChannelHandler before, Deque<ByteBuf> early) {
    if (!guest.isActive() || !server.isActive()) {
      early.forEach(ByteBuf::release);
      early.clear();
      var _ = guest.close();
      var _ = server.close();
      return;
    }
    for (Channel each : new Channel[] {guest, server}) {
      boolean _ = each.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }
    var _ = server.pipeline().addLast(new TunnelEnd(guest, bytes -> count(received, bytes)));
    TunnelEnd fromGuest = new TunnelEnd(server, bytes -> count(sent, bytes));
    var _ = guest.pipeline().replace(before, "tunnel", fromGuest);
    var _ = guest.pipeline().remove(HttpServerCodec.class);
    var _ = guest.pipeline().remove(HttpServerExpectContinueHandler.class);
    for (ByteBuf bytes = early.poll(); bytes != null; bytes = early.poll()) {
      boolean _ = count(sent, bytes.readableBytes());
      var _ = server.write(bytes);
    }
    var _ = server.flush();
    var _ = guest.config().setAutoRead(true);
    var _ = server.config().setAutoRead(true);
  }

  private boolean count(AtomicLong sum, long bytes) {
    sum.addAndGet(bytes);
    return use.count(bytes);
  }
}
