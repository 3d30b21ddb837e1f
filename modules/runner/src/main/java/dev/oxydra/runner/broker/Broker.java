package dev.oxydra.runner.broker;

import dev.oxydra.types.UserId;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of guests. On a Unix socket per guest it takes {@code ANY
 * /providers/<name>/<rest>?<query>} over HTTP/1.1 and forwards it to that provider's {@code
 * base_url}, with the key that the guest never sees; both directions are streamed.
 */
public final class Broker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

  /** Of one guest; more are closed at once, so that no guest takes the descriptors of all. */
  private static final int MOST_CONNECTIONS = 256;

  private static final int LONGEST_LINE = 8 * 1024;
  private static final int HEADER_BYTES = 64 * 1024;
  private static final int CHUNK_BYTES = 16 * 1024;

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, Thread.ofPlatform().daemon().name("broker").factory(), NioIoHandler.newFactory());
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
  private final Upstreams clients;

  public Broker() {
    this(null);
  }

  /**
   * @param trust which servers are trusted; null for those that the JDK trusts
   */
  Broker(@Nullable SSLContext trust) {
    this.clients = new Upstreams(trust);
  }

  /**
   * Opens a guest's socket, of mode 0600, in place of one that was left behind.
   *
   * @param socket at most 107 bytes long; its folder must be there
   * @param upstreams the providers that the guest may reach, by name
   * @return closes the socket and everything that goes on over it
   * @throws IOException when it can't be listened at
   */
  public Door open(UserId user, Path socket, Map<String, Upstream> upstreams, BrokerLimits limits)
      throws IOException {
    Semaphore permits = new Semaphore(limits.maxConcurrentRequests());
    GuestAccess access = new GuestAccess(user, upstreams, limits, permits, clients);
    ChannelGroup own = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    Channel server = bind(access, socket, own);
    own.add(server);
    try {
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      own.close().awaitUninterruptibly();
      throw new IOException("Can't make " + socket + " private", e);
    }
    return new Door() {
      @Override
      public void refresh(Map<String, Upstream> next) {
        access.refresh(next);
      }

      @Override
      public void close() {
        Broker.close(own, socket);
      }
    };
  }

  /** One guest's socket. */
  public interface Door extends AutoCloseable {
    /**
     * Takes these providers in place of those that it was opened with. Requests that wait for a key
     * which is still to come, see {@link Upstream#awaitsKey}, go on; those under way are not
     * touched.
     */
    void refresh(Map<String, Upstream> upstreams);

    @Override
    void close();
  }

  private Channel bind(GuestAccess access, Path socket, ChannelGroup own) throws IOException {
    removeStale(socket);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (own.size() > MOST_CONNECTIONS) {
                      var _ = channel.close();
                      return;
                    }
                    own.add(channel);
                    channels.add(channel);
                    channel
                        .pipeline()
                        .addLast(new HttpServerCodec(LONGEST_LINE, HEADER_BYTES, CHUNK_BYTES))
                        .addLast(new HttpServerExpectContinueHandler())
                        .addLast(new GuestConnection(access, channel));
                  }
                })
            .bind(UnixDomainSocketAddress.of(socket))
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("Can't listen at " + socket, bound.cause());
    }
    channels.add(bound.channel());
    return bound.channel();
  }

  private static void removeStale(Path socket) throws IOException {
    if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther()) {
        throw new IOException("Can't listen at " + socket + ": something else is there");
      }
      Files.delete(socket);
    }
  }

  private static void close(ChannelGroup own, Path socket) {
    own.close().awaitUninterruptibly();
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      LOG.warn("The socket {} could not be deleted", socket, e);
    }
  }

  /** Closes all sockets and what goes on over them. */
  @Override
  public void close() {
    channels.close().awaitUninterruptibly();
    clients.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
