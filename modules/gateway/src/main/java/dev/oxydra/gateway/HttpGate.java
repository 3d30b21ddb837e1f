package dev.oxydra.gateway;

import dev.oxydra.types.Json;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Answers plain HTTP, and lets a request through to the WebSocket handshake when it may pass. Every
 * answer of its own ends the connection.
 */
final class HttpGate extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final Admission admission;
  private final Supplier<String> health;
  private final Supplier<String> providers;

  /**
   * @param health the JSON of {@code GET /health} for those who have the token; may block
   * @param providers the JSON of {@code GET /providers}; may block
   */
  HttpGate(Admission admission, Supplier<String> health, Supplier<String> providers) {
    this.admission = admission;
    this.health = health;
    this.providers = providers;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      refuse(ctx, HttpResponseStatus.BAD_REQUEST, "Not an HTTP request");
      return;
    }
    String refusal = admission.refusal(request.headers());
    if (refusal != null) {
      refuse(ctx, HttpResponseStatus.FORBIDDEN, refusal);
      return;
    }
    String path = path(request.uri());
    switch (path) {
      case "/ws" -> upgrade(ctx, request);
      case "/health" -> health(ctx, request);
      case "/providers" -> {
        if (isGet(ctx, request) && hasToken(ctx, request)) {
          answer(ctx, providers);
        }
      }
      default ->
          refuse(
              ctx,
              HttpResponseStatus.NOT_FOUND,
              "There is nothing here; see /ws, /health and /providers");
    }
  }

  private static String path(String uri) {
    int query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!isGet(ctx, request) || !hasToken(ctx, request)) {
      return;
    }
    if (!request.headers().containsValue(HttpHeaderNames.UPGRADE, "websocket", true)) {
      FullHttpResponse response =
          json(HttpResponseStatus.UPGRADE_REQUIRED, problem("/ws is a WebSocket"));
      response.headers().set(HttpHeaderNames.UPGRADE, "websocket");
      send(ctx, response);
      return;
    }
    ctx.fireChannelRead(request.retain());
  }

  private void health(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (!isGet(ctx, request)) {
      return;
    }
    if (!request.headers().contains(HttpHeaderNames.AUTHORIZATION)) {
      send(ctx, json(HttpResponseStatus.OK, Json.write(Map.of("status", "ok"))));
    } else if (hasToken(ctx, request)) {
      answer(ctx, health);
    }
  }

  /** What may block doesn't hold up the other connections. */
  private static void answer(ChannelHandlerContext ctx, Supplier<String> body) {
    Thread.ofVirtual()
        .name("gateway-http")
        .start(() -> send(ctx, json(HttpResponseStatus.OK, body.get())));
  }

  private static boolean isGet(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (request.method().equals(HttpMethod.GET)) {
      return true;
    }
    FullHttpResponse response =
        json(HttpResponseStatus.METHOD_NOT_ALLOWED, problem("Only GET is allowed here"));
    response.headers().set(HttpHeaderNames.ALLOW, "GET");
    send(ctx, response);
    return false;
  }

  private boolean hasToken(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (admission.hasToken(request.headers())) {
      return true;
    }
    FullHttpResponse response =
        json(
            HttpResponseStatus.UNAUTHORIZED,
            problem("Send the token of the file gateway-token as Authorization: Bearer <token>"));
    response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
    send(ctx, response);
    return false;
  }

  static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status, String why) {
    send(ctx, json(status, problem(why)));
  }

  private static String problem(String message) {
    return Json.write(Map.of("error", message));
  }

  private static FullHttpResponse json(HttpResponseStatus status, String body) {
    byte[] utf8 = body.getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(utf8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, utf8.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  private static void send(ChannelHandlerContext ctx, FullHttpResponse response) {
    ctx.channel().writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }
}
