package dev.oxydra.runner.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Connects to addresses that were checked, and to no others: nothing is looked up here. */
final class Dial {
  private Dial() {}

  /**
   * Connects to the first that answers.
   *
   * @param timeout for all together
   * @throws IOException when the thread is interrupted
   */
  static SocketChannel first(List<InetSocketAddress> addresses, Duration timeout)
      throws Refusal, IOException {
    long end = System.nanoTime() + timeout.toNanos();
    @Nullable IOException failure = null;
    for (int i = 0; i < addresses.size(); i++) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left > 0) {
        try {
          return connect(addresses.get(i), left / (addresses.size() - i));
        } catch (IOException e) {
          failure = e;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new IOException("The guest has gone", failure);
        }
      }
    }
    throw ProxyRefusals.unreachable(addresses, failure);
  }

  private static SocketChannel connect(InetSocketAddress address, long millis) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(address, Math.clamp(millis, 1, Integer.MAX_VALUE));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }
}
