package dev.oxydra.runner.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.function.LongPredicate;

/**
 * One side of a tunnel: what comes in here goes out at the other side, no faster than that takes
 * it. Both are on one event loop.
 */
final class TunnelEnd extends ChannelInboundHandlerAdapter {
  private final DuplexChannel other;
  private final LongPredicate counter;
  private boolean ended;

  /**
   * @param other where it goes
   * @param counter is told how many bytes pass, and says whether more may
   */
  TunnelEnd(Channel other, LongPredicate counter) {
    this.other = (DuplexChannel) other;
    this.counter = counter;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    boolean more = counter.test(bytes.readableBytes());
    var _ = other.write(bytes);
    if (!more) {
      var _ = other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    } else if (!other.isWritable()) {
      var _ = other.flush();
      var _ = context.channel().config().setAutoRead(other.isWritable());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    var _ = other.flush();
  }

  /** This side takes more, so the other one is read on. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      var _ = other.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE && !ended) {
      ended = true;
      var _ =
          other
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(_ -> {
                if (other.isInputShutdown()) {
                  var _ = other.close();
                  var _ = context.close();
                } else {
                  var _ = other.shutdownOutput();
                }
              });
    } else if (event instanceof IdleStateEvent) {
      var _ = context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    var _ = other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  /** Such as a reset. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var _ = context.close();
  }
}
