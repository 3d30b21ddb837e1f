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
import io.netty.handler.timeout.IdleStateEvent;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves frames between a socket and its {@link Connection}, on the event loop. */
final class SocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
  private static final Logger LOG = LoggerFactory.getLogger(SocketHandler.class);

  /** Makes the connection of a socket that has been upgraded. */
  interface Factory {
    Connection connection(Inbound inbound, Outbound outbound, Backlog backlog, Runnable onHello);
  }

  private final Factory factory;
  private final Timing timing;
  private final Duration handshake;
  private @Nullable Inbound inbound;
  private @Nullable Outbound outbound;
  private boolean pinged;
  private volatile boolean greeted;

  /**
   * @param handshake how long a client may take from connecting to a proper hello
   */
  SocketHandler(Factory factory, Timing timing, Duration handshake) {
    this.factory = factory;
    this.timing = timing;
    this.handshake = handshake;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    var _ =
        ctx.executor()
            .schedule(() -> requireHello(ctx), handshake.toMillis(), TimeUnit.MILLISECONDS);
    ctx.fireChannelActive();
  }

  private void requireHello(ChannelHandlerContext ctx) {
    if (greeted) {
      return;
    }
    if (outbound == null) {
      var _ = ctx.close();
    } else {
      outbound.closeNow(
          new WebSocketCloseStatus(
              WebSocketCloseStatus.POLICY_VIOLATION.code(),
              "no hello within " + handshake.toSeconds() + " s"));
    }
  }

  /** The connection turned out to be no WebSocket. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    greeted = true;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
      open(ctx);
    } else if (event instanceof IdleStateEvent) {
      idle(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void open(ChannelHandlerContext ctx) {
    Backlog backlog = new Backlog();
    inbound = new Inbound(ctx.channel());
    outbound = new Outbound(ctx.channel(), backlog);
    Connection connection = factory.connection(inbound, outbound, backlog, () -> greeted = true);
    Thread.ofVirtual().name("gateway-" + ctx.channel().id().asShortText()).start(connection);
  }

  private void idle(ChannelHandlerContext ctx) {
    if (pinged || outbound == null) {
      var _ = ctx.close();
    } else {
      pinged = true;
      var _ = ctx.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    pinged = false;
    if (outbound != null && outbound.stalledNanos() > timing.stall().toNanos()) {
      outbound.closeSlow();
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (inbound == null) {
      return;
    }
    if (frame instanceof TextWebSocketFrame) {
      inbound.add(new Inbound.Item.Text(frame.content().retain()));
    } else if (frame instanceof BinaryWebSocketFrame) {
      inbound.add(new Inbound.Item.Binary());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (outbound != null) {
      outbound.drain();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (outbound != null) {
      outbound.closed();
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
