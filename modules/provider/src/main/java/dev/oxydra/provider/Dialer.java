package dev.oxydra.provider;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Opens connections to one fixed address, on one event loop of its own. */
final class Dialer implements AutoCloseable {
  private static final int MAX_LINE = 8 << 10;
  private static final int MAX_HEADERS = 64 << 10;
  private static final int MAX_CHUNK = 16 << 10;
  private static final long CLOSE_SECONDS = 5;

  private final SocketAddress address;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("provider-io", true), NioIoHandler.newFactory());

  // Its end alone would drop what it still has to tell of its channels. One that is added after the
  // group was closed is closed at once.
  private final ChannelGroup open = new DefaultChannelGroup(loop.next(), true);

  Dialer(SocketAddress address) {
    this.address = address;
  }

  /**
   * Opens a connection that is read on demand only.
   *
   * @throws IOException when nothing listens there, or this is closed
   * @throws InterruptedException when the calling thread is interrupted; no connection is left
   */
  Channel dial(Duration timeout, SignalQueue signals) throws IOException, InterruptedException {
    if (isClosed()) {
      throw new IOException("the provider is closed");
    }
    ChannelFuture connecting = bootstrap(timeout, signals).connect(address);
    try {
      connecting.await();
    } catch (InterruptedException e) {
      var _ = connecting.channel().close();
      throw e;
    }
    if (!connecting.isSuccess()) {
      throw new IOException("can't connect to " + address, connecting.cause());
    }
    open.add(connecting.channel());
    return connecting.channel();
  }

  boolean isClosed() {
    return loop.isShuttingDown();
  }

  private Bootstrap bootstrap(Duration timeout, SignalQueue signals) {
    return new Bootstrap()
        .group(loop)
        .channel(
            address instanceof UnixDomainSocketAddress
                ? NioDomainSocketChannel.class
                : NioSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        // An answer may come, and is worth reading, though the request was not taken to its end.
        .option(ChannelOption.AUTO_CLOSE, false)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(timeout.toMillis()))
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(new HttpClientCodec(MAX_LINE, MAX_HEADERS, MAX_CHUNK))
                    .addLast(new ChunkedWriteHandler())
                    .addLast("signals", signals);
              }
            });
  }

  /** Breaks all connections. */
  @Override
  public void close() {
    open.close().awaitUninterruptibly();
    loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
