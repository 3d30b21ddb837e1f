package dev.oxydra.tui;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One connection's pipeline: the upgrade with the token, then text frames. */
final class LinkHandler extends ChannelInitializer<Channel> {
  private static final URI ADDRESS = URI.create("ws://localhost/ws");
  private static final int MAX_FRAME_BYTES = 64 * 1024 * 1024;
  private static final int MAX_ANSWER_BYTES = 64 * 1024;

  private final String token;
  private final CompletableFuture<Channel> ready;
  private final Consumer<String> texts;

  LinkHandler(String token, CompletableFuture<Channel> ready, Consumer<String> texts) {
    this.token = token;
    this.ready = ready;
    this.texts = texts;
  }

  @Override
  protected void initChannel(Channel channel) {
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(ADDRESS)
            .customHeaders(
                new DefaultHttpHeaders().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + token))
            .generateOriginHeader(false)
            .maxFramePayloadLength(MAX_FRAME_BYTES)
            .build();
    channel
        .pipeline()
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(MAX_ANSWER_BYTES))
        .addLast(new WebSocketClientProtocolHandler(config))
        .addLast(new WebSocketFrameAggregator(MAX_FRAME_BYTES))
        .addLast(new Texts());
  }

  /** The gateway said no to the upgrade. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final class Texts extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      texts.accept(frame.text());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        ready.complete(context.channel());
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      ready.completeExceptionally(new IOException("the agent closed the connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ready.completeExceptionally(
          cause instanceof WebSocketClientHandshakeException
              ? new Refused("the agent refused: " + cause.getMessage(), cause)
              : cause);
      var _ = context.close();
    }
  }
}
