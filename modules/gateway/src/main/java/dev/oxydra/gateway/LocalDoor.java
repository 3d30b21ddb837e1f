package dev.oxydra.gateway;

import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.ServerFrame;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The way in for channels, which are in the gateway's process: frames without socket and token. */
final class LocalDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalDoor.class);

  /** Of what the gateway sends, in bytes: files are in it, in base64. */
  private static final int MAX_TEXT = 256 << 20;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("gateway-local", true), LocalIoHandler.newFactory());
  private final BiConsumer<ChannelPipeline, String> serve;

  /**
   * @param serve puts the handlers for a channel of that name into a connection
   */
  LocalDoor(BiConsumer<ChannelPipeline, String> serve) {
    this.serve = serve;
  }

  /** See {@link ChannelHost#connect}. */
  ChannelHost.Link connect(String channel, Consumer<ServerFrame> frames, Runnable onEnd) {
    LocalAddress address = new LocalAddress(LocalDoor.class);
    Channel server =
        done(
            new ServerBootstrap()
                .group(loop)
                .channel(LocalServerChannel.class)
                .childOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false, true))
                .childHandler(new Server(channel))
                .bind(address));
    try {
      Channel client =
          done(
              new Bootstrap()
                  .group(loop)
                  .channel(LocalChannel.class)
                  .handler(new Client(frames, onEnd))
                  .connect(address));
      return new Link(client);
    } finally {
      var _ = server.close();
    }
  }

  private static Channel done(ChannelFuture future) {
    if (!future.awaitUninterruptibly().isSuccess()) {
      throw new IllegalStateException("The gateway takes no connection", future.cause());
    }
    return future.channel();
  }

  @Override
  public void close() {
    loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private record Link(Channel client) implements ChannelHost.Link {
    @Override
    public void send(ClientFrame frame) {
      var _ = client.writeAndFlush(new TextWebSocketFrame(FrameCodec.encode(frame)));
    }

    @Override
    public void close() {
      client.close().awaitUninterruptibly(TimeUnit.SECONDS.toMillis(1));
    }
  }

  private final class Server extends ChannelInitializer<Channel> {
    private final String name;

    Server(String name) {
      this.name = name;
    }

    @Override
    protected void initChannel(Channel channel) {
      serve.accept(channel.pipeline(), name);
      channel
          .eventLoop()
          .execute(
              () -> channel.pipeline().fireUserEventTriggered(SocketHandler.Opened.IN_PROCESS));
    }
  }

  private static final class Client extends ChannelInitializer<Channel> {
    private final Consumer<ServerFrame> frames;
    private final Runnable onEnd;

    Client(Consumer<ServerFrame> frames, Runnable onEnd) {
      this.frames = frames;
      this.onEnd = onEnd;
    }

    @Override
    protected void initChannel(Channel channel) {
      channel
          .pipeline()
          .addLast(
              new WebSocket13FrameDecoder(
                  WebSocketDecoderConfig.newBuilder()
                      .expectMaskedFrames(false)
                      .maxFramePayloadLength(MAX_TEXT)
                      .build()),
              new WebSocketFrameAggregator(MAX_TEXT),
              new Received(frames, onEnd));
    }
  }

  private static final class Received extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final Consumer<ServerFrame> frames;
    private final Runnable onEnd;

    Received(Consumer<ServerFrame> frames, Runnable onEnd) {
      this.frames = frames;
      this.onEnd = onEnd;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
      switch (frame) {
        case TextWebSocketFrame text -> frames.accept(FrameCodec.decodeServer(text.text()));
        case PingWebSocketFrame ping -> {
          var _ = ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
        case CloseWebSocketFrame close -> {
          var _ = ctx.close();
        }
        default -> {}
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      onEnd.run();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.error("A channel failed to take a frame", cause);
      var _ = ctx.close();
    }
  }
}
