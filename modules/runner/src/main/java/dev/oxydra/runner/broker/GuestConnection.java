package dev.oxydra.runner.broker;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a guest: the event loop puts what comes in into the inbox, a virtual thread
 * answers request after request.
 */
final class GuestConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

  private final GuestAccess access;
  private final Channel channel;
  private final Inbox inbox;
  private final Thread thread;
  private @Nullable Exchange last;

  GuestConnection(GuestAccess access, Channel channel) {
    this.access = access;
    this.channel = channel;
    this.inbox = new Inbox(channel);
    this.thread = Thread.ofVirtual().name("broker-" + access.user()).unstarted(this::serve);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    access.began(thread);
    thread.start();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpObject object) {
      inbox.put(object);
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    inbox.end();
    thread.interrupt();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("The connection of {}'s guest broke", access.user(), cause);
    var _ = context.close();
  }

  private void serve() {
    try {
      boolean more = true;
      while (more) {
        more = answer(inbox.take());
      }
    } catch (IOException e) {
      LOG.debug("The connection of {}'s guest ended", access.user(), e);
    } finally {
      var _ = channel.close();
      inbox.end();
      if (last != null) {
        last.release();
      }
      access.ended(thread);
    }
  }

  private boolean answer(HttpObject first) throws IOException {
    if (!(first instanceof HttpRequest request) || first.decoderResult().isFailure()) {
      ReferenceCountUtil.release(first);
      new GuestWriter(channel)
          .refuse(
              Refusal.badRequest(
                  "bad_request", "The request is not HTTP/1.1, or its headers are too large"));
      return false;
    }
    Outcome outcome = new Outcome();
    Exchange exchange = new Exchange(access, channel, inbox, request, outcome);
    last = exchange;
    try {
      return exchange.run();
    } finally {
      access.egress().add(exchange.entry());
    }
  }
}
