package dev.oxydra.gateway;

import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides by a request's head alone whether it may pass; then lets it through to the WebSocket
 * handshake, or collects its body and has it handled. A connection carries one request.
 */
final class HttpGate extends ChannelInboundHandlerAdapter {
  /** How much of a body must come within {@link HttpService#patience()}, in bytes. */
  private static final long PROGRESS = 16 << 10;

  private final HttpService service;
  private final ConnectionLimit limit;
  private @Nullable HttpRequest upgrade;
  private @Nullable Body body;
  private @Nullable HttpExchange exchange;
  private boolean answered;

  /** A body on its way, and what is to be done when it is there. */
  private static final class Body {
    final HttpRoutes.Match match;
    final HttpRequest head;
    final Admission.Credential credential;
    final CompositeByteBuf bytes = Unpooled.compositeBuffer(Integer.MAX_VALUE);
    long seen;

    Body(HttpRoutes.Match match, HttpRequest head, Admission.Credential credential) {
      this.match = match;
      this.head = head;
      this.credential = credential;
    }
  }

  HttpGate(HttpService service, ConnectionLimit limit) {
    this.service = service;
    this.limit = limit;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HttpObject)) {
      ctx.fireChannelRead(message);
      return;
    }
    try {
      if (message instanceof HttpRequest head) {
        head(ctx, head);
      }
      if (message instanceof HttpContent content) {
        content(ctx, content);
      }
    } catch (HttpRefusal e) {
      refuse(ctx, e, message instanceof LastHttpContent);
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void head(ChannelHandlerContext ctx, HttpRequest head) {
    if (exchange != null || upgrade != null) {
      return; // another one on the same connection, which ends with the answer to the first
    }
    requireSound(head);
    String refusal = service.admission.refusal(head.headers());
    if (refusal != null) {
      throw new HttpRefusal(HttpResponseStatus.FORBIDDEN, refusal);
    }
    if (path(head.uri()).equals("/ws")) {
      requireUpgrade(head);
      upgrade = head;
    } else {
      serve(ctx, head);
    }
  }

  private static void requireSound(HttpRequest head) {
    if (!head.decoderResult().isSuccess()) {
      throw new HttpRefusal(
          HttpResponseStatus.BAD_REQUEST, "Not an HTTP request, or its head is too long");
    }
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private void requireUpgrade(HttpRequest head) {
    if (!head.method().equals(HttpMethod.GET)) {
      throw HttpRoutes.onlyBy("GET");
    }
    requireOrigin(head, credential(head, true));
    if (!head.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
      throw new HttpRefusal(HttpResponseStatus.UPGRADE_REQUIRED, "/ws is a WebSocket")
          .with(HttpHeaderNames.UPGRADE, "websocket");
    }
  }

  private Admission.Credential credential(HttpRequest head, boolean needed) {
    Admission.Credential credential = service.admission.credential(head.headers());
    return switch (credential) {
      case NONE, WRONG -> {
        if (needed) {
          throw HttpRefusal.withoutToken();
        }
        yield credential;
      }
      case BEARER, COOKIE -> credential;
    };
  }

  /**
   * Browsers send the cookie by themselves, whoever made them. A request that does more than read
   * must then say where it comes from, which {@link Admission#refusal} has looked at.
   */
  private static void requireOrigin(HttpRequest head, Admission.Credential credential) {
    if (credential == Admission.Credential.COOKIE
        && !head.headers().contains(HttpHeaderNames.ORIGIN)) {
      throw new HttpRefusal(
          HttpResponseStatus.FORBIDDEN, "With the cookie, the header Origin is needed here");
    }
  }

  private void serve(ChannelHandlerContext ctx, HttpRequest head) {
    HttpRoutes.Match match = service.routes.find(head);
    HttpRoute route = match.route();
    Admission.Credential credential = credential(head, !route.open());
    if (!route.method().equals(HttpMethod.GET)) {
      requireOrigin(head, credential);
    }
    requireLength(route, HttpUtil.getContentLength(head, 0L));
    detach(ctx, head.protocolVersion().equals(HttpVersion.HTTP_1_1));
    body = new Body(match, head, credential);
    if (HttpUtil.is100ContinueExpected(head)) {
      var _ =
          ctx.writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE),
              ctx.voidPromise());
    }
    watch(ctx, body, 0);
  }

  private static void requireLength(HttpRoute route, long length) {
    if (length > route.maxBody()) {
      throw new HttpRefusal(
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          "A body of %d bytes; here it may have %d".formatted(length, route.maxBody()));
    }
  }

  /** The connection will not become a WebSocket: what waits for that goes. */
  private HttpExchange detach(ChannelHandlerContext ctx, boolean chunks) {
    ChannelPipeline pipeline = ctx.pipeline();
    while (pipeline.last() != this) {
      pipeline.removeLast();
    }
    HttpExchange own = new HttpExchange(ctx.channel(), chunks, service.timing.stall());
    exchange = own;
    return own;
  }

  /** Drops a client that sends its body too slowly. */
  private void watch(ChannelHandlerContext ctx, Body watched, long before) {
    var _ =
        ctx.executor()
            .schedule(
                () -> {
                  if (body == watched && watched.seen - before < PROGRESS) {
                    refuse(
                        ctx,
                        new HttpRefusal(
                            HttpResponseStatus.REQUEST_TIMEOUT, "The body comes too slowly"),
                        false);
                  } else if (body == watched) {
                    watch(ctx, watched, watched.seen);
                  }
                },
                service.patience().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void content(ChannelHandlerContext ctx, HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (answered) {
      return; // what a refused client goes on sending
    }
    if (upgrade != null) {
      upgrade(ctx, upgrade, content, last);
    } else if (body != null) {
      collect(body, content);
      if (last) {
        handle(body);
      }
    }
  }

  private void upgrade(
      ChannelHandlerContext ctx, HttpRequest head, HttpContent content, boolean last) {
    if (content.content().isReadable()) {
      throw new HttpRefusal(HttpResponseStatus.BAD_REQUEST, "/ws takes no body");
    }
    if (last) {
      limit.admit(ctx.channel());
      answered = true;
      ctx.fireChannelRead(
          new DefaultFullHttpRequest(
              head.protocolVersion(),
              head.method(),
              head.uri(),
              Unpooled.EMPTY_BUFFER,
              head.headers(),
              EmptyHttpHeaders.INSTANCE));
    }
  }

  private void collect(Body to, HttpContent content) {
    if (!content.decoderResult().isSuccess()) {
      throw new HttpRefusal(HttpResponseStatus.BAD_REQUEST, "The body is malformed");
    }
    int length = content.content().readableBytes();
    requireLength(to.match.route(), to.seen + length);
    if (!service.take(length)) {
      throw new HttpRefusal(
              HttpResponseStatus.SERVICE_UNAVAILABLE, "Too many large requests at once")
          .with(HttpHeaderNames.RETRY_AFTER, "5");
    }
    to.seen += length;
    to.bytes.addComponent(true, content.content().retain());
  }

  private void handle(Body complete) {
    HttpExchange own = exchange;
    if (own == null) {
      return;
    }
    body = null;
    answered = true;
    HttpCall call =
        new HttpCall(
            complete.match.segments(),
            complete.match.query(),
            complete.head.headers(),
            complete.bytes,
            complete.credential,
            own);
    service.handle(complete.match.route().handler(), call, () -> discard(complete));
  }

  private void discard(Body done) {
    service.giveBack(done.seen);
    done.bytes.release();
  }

  private void dropBody() {
    Body dropped = body;
    body = null;
    if (dropped != null) {
      discard(dropped);
    }
  }

  private void refuse(ChannelHandlerContext ctx, HttpRefusal refusal, boolean complete) {
    dropBody();
    answered = true;
    HttpExchange own = exchange == null ? detach(ctx, false) : exchange;
    own.sendNow(refusal.answer(), complete);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.writable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    dropBody();
    if (exchange != null) {
      exchange.gone();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (exchange == null) {
      ctx.fireExceptionCaught(cause);
    } else {
      var _ = ctx.close();
    }
  }
}
