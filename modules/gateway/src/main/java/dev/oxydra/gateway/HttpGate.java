package dev.oxydra.gateway;

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
  private final HttpService service;
  private final ConnectionLimit limit;
  private @Nullable HttpRequest upgrade;
  private @Nullable Pending pending;
  private @Nullable HttpExchange exchange;
  private boolean answered;

  /** A request whose body is on its way, and what is to be done when it is there. */
  private record Pending(
      HttpRoutes.Match match, HttpRequest head, Admission.Credential credential, RequestBody body) {
    HttpCall call(HttpExchange exchange) {
      return new HttpCall(
          match.segments(), match.query(), head.headers(), body.bytes(), credential, exchange);
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
    service.admission.requireWelcome(head.headers());
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
    service.admission.requireToken(head.headers(), true);
    if (!head.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
      throw new HttpRefusal(HttpResponseStatus.UPGRADE_REQUIRED, "/ws is a WebSocket")
          .with(HttpHeaderNames.UPGRADE, "websocket");
    }
  }

  private void serve(ChannelHandlerContext ctx, HttpRequest head) {
    HttpRoutes.Match match = service.routes.find(head);
    HttpRoute route = match.route();
    Admission.Credential credential =
        route.open()
            ? service.admission.credential(head.headers())
            : service.admission.requireToken(
                head.headers(), !route.method().equals(HttpMethod.GET));
    RequestBody.requireLength(HttpUtil.getContentLength(head, 0L), route.maxBody());
    detach(ctx, head.protocolVersion().equals(HttpVersion.HTTP_1_1));
    pending = new Pending(match, head, credential, new RequestBody(service, route.maxBody()));
    if (HttpUtil.is100ContinueExpected(head)) {
      var _ =
          ctx.writeAndFlush(
              new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE),
              ctx.voidPromise());
    }
    watch(ctx, pending.body());
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
  private void watch(ChannelHandlerContext ctx, RequestBody watched) {
    var _ =
        ctx.executor()
            .schedule(
                () -> look(ctx, watched), service.patience().toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(ChannelHandlerContext ctx, RequestBody watched) {
    if (pending == null || pending.body() != watched) {
      return;
    }
    if (watched.isSlow()) {
      refuse(
          ctx,
          new HttpRefusal(HttpResponseStatus.REQUEST_TIMEOUT, "The body comes too slowly"),
          false);
    } else {
      watch(ctx, watched);
    }
  }

  private void content(ChannelHandlerContext ctx, HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (answered) {
      return; // what a refused client goes on sending
    }
    if (upgrade != null) {
      upgrade(ctx, upgrade, content, last);
    } else if (pending != null) {
      pending.body().add(content);
      if (last) {
        handle(pending);
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

  private void handle(Pending complete) {
    HttpExchange own = exchange;
    if (own == null) {
      return;
    }
    pending = null;
    answered = true;
    service.handle(
        complete.match().route().handler(), complete.call(own), complete.body()::discard);
  }

  private void dropBody() {
    Pending dropped = pending;
    pending = null;
    if (dropped != null) {
      dropped.body().discard();
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
