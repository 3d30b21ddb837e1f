package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.ServerFrame;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A gateway whose answers the test writes, on a Unix socket. */
final class TestGateway implements AutoCloseable {
  private final Path socket;
  private final String token;
  private final BiConsumer<TestGateway, ClientFrame> answers;
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final BlockingQueue<ClientFrame> received = new LinkedBlockingQueue<>();
  private volatile Channel client;

  TestGateway(Path socket, String token, BiConsumer<TestGateway, ClientFrame> answers)
      throws Exception {
    this.socket = socket;
    this.token = token;
    this.answers = answers;
    Files.deleteIfExists(socket);
    new ServerBootstrap()
        .group(group)
        .channel(NioServerDomainSocketChannel.class)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpObjectAggregator(65536))
                    .addLast(new TokenCheck())
                    .addLast(new WebSocketServerProtocolHandler("/ws", null, false, 64 << 20))
                    .addLast(new Texts());
              }
            })
        .bind(UnixDomainSocketAddress.of(socket))
        .sync();
  }

  void send(ServerFrame frame) {
    var _ = client.writeAndFlush(new TextWebSocketFrame(FrameCodec.encode(frame)));
  }

  /** The next frame of a kind; those before it are thrown away. */
  <T extends ClientFrame> T next(Class<T> kind) throws InterruptedException {
    while (true) {
      ClientFrame frame = received.poll(20, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("No " + kind.getSimpleName() + " within 20 s");
      }
      if (kind.isInstance(frame)) {
        return kind.cast(frame);
      }
    }
  }

  /** Ends as {@code kill -9} would: connections break, and the socket's file stays. */
  @Override
  public void close() throws IOException {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    Files.deleteIfExists(socket);
  }

  private final class TokenCheck extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (message instanceof FullHttpRequest request
          && !("Bearer " + token).equals(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
        request.release();
        var refused =
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.UNAUTHORIZED);
        context.writeAndFlush(refused).addListener(ChannelFutureListener.CLOSE);
        return;
      }
      context.fireChannelRead(message);
    }
  }

  private final class Texts extends SimpleChannelInboundHandler<TextWebSocketFrame> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
      client = context.channel();
      ClientFrame read = FrameCodec.decodeClient(frame.text());
      answers.accept(TestGateway.this, read);
      received.add(read);
    }
  }
}
