package dev.oxydra.runner.broker;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Connects to addresses that were checked, and to no others: nothing is looked up here. */
final class Dial {
  private final EventLoop loop;
  private final ProxyLimits limits;
  private final Consumer<ChannelPipeline> handlers;

  /**
   * @param loop moves the connection's bytes
   * @param handlers adds what takes them
   */
  Dial(EventLoop loop, ProxyLimits limits, Consumer<ChannelPipeline> handlers) {
    this.loop = loop;
    this.limits = limits;
    this.handlers = handlers;
  }

  /**
   * Connects to the first that answers. The connection isn't read yet.
   *
   * @throws IOException when the thread is interrupted
   */
  Channel first(List<InetSocketAddress> addresses) throws Refusal, IOException {
    long end = System.nanoTime() + limits.connectTimeout().toNanos();
    @Nullable Throwable failure = null;
    for (int i = 0; i < addresses.size(); i++) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left > 0) {
        ChannelFuture made = connect(addresses.get(i), left / (addresses.size() - i));
        if (made.isSuccess()) {
          return made.channel();
        }
        failure = made.cause();
      }
    }
    throw ProxyRefusals.unreachable(addresses, failure);
  }

  private ChannelFuture connect(InetSocketAddress address, long millis) throws IOException {
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(1, millis))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    long idle = limits.idleTimeout().toNanos();
                    channel
                        .pipeline()
                        .addLast(new IdleStateHandler(0, 0, idle, TimeUnit.NANOSECONDS));
                    handlers.accept(channel.pipeline());
                  }
                })
            .connect(address);
    try {
      return connecting.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      var _ = connecting.channel().close();
      throw new IOException("The guest has gone", e);
    }
  }
}
