package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ProxiedTool;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
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
  private final @Nullable ProxiedTool only;
  private final Channel channel;
  private final Inbox inbox;
  private final Thread thread;
  private @Nullable Exchange last;

  /** What came with a CONNECT, from a client that doesn't wait. Only the event loop's. */
  private final Deque<ByteBuf> early = new ArrayDeque<>();

  /** Only the event loop's. */
  private boolean connecting;

  /**
   * @param only the tool that the socket is for, which leads to the proxy alone; null for the
   *     guest's own socket
   */
  GuestConnection(GuestAccess access, @Nullable ProxiedTool only, Channel channel) {
    this.access = access;
    this.only = only;
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
    switch (message) {
      case HttpObject object -> {
        connecting |=
            object instanceof HttpRequest request && request.method().equals(HttpMethod.CONNECT);
        boolean end = connecting && object instanceof LastHttpContent;
        inbox.put(object);
        if (end) {
          // What follows isn't HTTP, or not for us.
          context.pipeline().get(HttpServerCodec.class).removeInboundHandler();
          // It waits, and so does the end of a guest that has said all and listens on.
          inbox.stop();
        }
      }
      case ByteBuf bytes -> early.add(bytes);
      default -> ReferenceCountUtil.release(message);
    }
  }

  /** Takes the connection away from its event loop, to make a tunnel of it. */
  Handover handOver() throws IOException {
    return Handover.of(channel, early);
  }

  /** The tool that a request to the proxy is for. */
  ProxiedTool tool(HttpHeaders headers) throws Refusal {
    return only != null ? only : Asker.of(headers);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    inbox.end();
    early.forEach(ByteBuf::release);
    early.clear();
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
    if (ProxyTarget.isIn(request)) {
      return proxy(request);
    }
    if (only != null) {
      new GuestWriter(channel).refuse(ProxyRefusals.noProviders());
      return false;
    }
    LocalEmbeddings embeddings = access.terms().embeddings();
    if (embeddings != null && EmbedExchange.isIn(request)) {
      return new EmbedExchange(access, channel, inbox, request, embeddings).run();
    }
    if (PersonaExchange.isIn(request)) {
      return new PersonaExchange(access, channel, inbox, request).run();
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

  private boolean proxy(HttpRequest request) throws IOException {
    ProxyExchange exchange = new ProxyExchange(access, channel, this, inbox, request);
    try {
      return exchange.run();
    } finally {
      exchange.release();
      access.egress().add(exchange.entry());
    }
  }
}
