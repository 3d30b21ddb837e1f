package dev.oxydra.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves frames between a socket and its {@link Connection}, on the event loop. Removed from the
 * pipeline, it leaves the socket alone: for an HTTP answer that goes on for long.
 */
final class SocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final Logger LOG = LoggerFactory.getLogger(SocketHandler.class);

  /** Serves a socket that has been upgraded. */
  interface Factory {
    void connect(Inbound inbound, Outbound outbound, Runnable onHello);
  }

  /** What opens a connection that has no handshake. */
  enum Opened {
    IN_PROCESS
  }

  private final Factory factory;
  private final Sweeps sweeps;
  private final FrameCounts counts;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Inbound inbound;
  private @Nullable Outbound outbound;
  private final long connectedAt = System.nanoTime();
  private long heardAt = connectedAt;
  private boolean pinged;
  private volatile boolean greeted;

  SocketHandler(Factory factory, Sweeps sweeps, FrameCounts counts) {
    this.factory = factory;
    this.sweeps = sweeps;
    this.counts = counts;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    sweeps.add(ctx.channel().eventLoop(), this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    sweeps.remove(ctx.channel().eventLoop(), this);
  }

  /** Whether something is to be done about this connection. */
  boolean isDue(long now, Sweeps.Patience patience) {
    return isLate(now, patience) || isStuck(now, patience) || isSilent(now, patience);
  }

  private boolean isLate(long now, Sweeps.Patience patience) {
    return !greeted && now - connectedAt > patience.helloNanos();
  }

  private boolean isStuck(long now, Sweeps.Patience patience) {
    return outbound != null && outbound.stuckNanos(now) > patience.stallNanos();
  }

  private boolean isSilent(long now, Sweeps.Patience patience) {
    return now - heardAt > (pinged ? 2 : 1) * patience.pingNanos();
  }

  /** Does it: says what was wrong, asks whether the client is still there, or drops it. */
  void act(long now, Sweeps.Patience patience) {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      return;
    }
    if (outbound == null) {
      var _ = ctx.close();
    } else if (isLate(now, patience)) {
      outbound.closeNow(
          new WebSocketCloseStatus(
              WebSocketCloseStatus.POLICY_VIOLATION.code(),
              "no hello within " + Sweeps.Patience.text(patience.helloNanos())));
    } else if (isStuck(now, patience)) {
      outbound.closeStuck();
    } else if (pinged) {
      var _ = ctx.close();
    } else {
      pinged = true;
      var _ = ctx.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete
        || event instanceof Opened) {
      open(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void open(ChannelHandlerContext ctx) {
    if (ctx.pipeline().get(HttpGate.class) != null) {
      ctx.pipeline().remove(HttpGate.class); // with the request that it let through
    }
    inbound = new Inbound(ctx.channel());
    outbound = new Outbound(ctx.channel(), counts.sent());
    factory.connect(inbound, outbound, () -> greeted = true);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    heardAt = System.nanoTime();
    pinged = false;
    ctx.fireChannelReadComplete();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (inbound == null) {
      return;
    }
    if (frame instanceof TextWebSocketFrame) {
      counts.received().increment();
      inbound.add(new Inbound.Item.Text(frame.content().retain()));
    } else if (frame instanceof BinaryWebSocketFrame) {
      inbound.add(new Inbound.Item.Binary());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (outbound != null && ctx.channel().isWritable()) {
      outbound.wake();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    sweeps.remove(ctx.channel().eventLoop(), this);
    if (outbound != null) {
      var _ = outbound.closed();
    }
    if (inbound != null) {
      inbound.end();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof TooLongFrameException && outbound != null) {
      outbound.closeNow(WebSocketCloseStatus.MESSAGE_TOO_BIG);
      return;
    }
    LOG.debug("A connection broke", cause);
    if (outbound == null) {
      var _ = ctx.close();
    }
  }
}
