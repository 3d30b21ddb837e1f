package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ProxiedTool;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of guests. On a Unix socket per guest it takes {@code ANY
 * /providers/<name>/<rest>?<query>} over HTTP/1.1 and forwards it to that provider's {@code
 * base_url}, with the key that the guest never sees; both directions are streamed. On this and on
 * another one for commands it is a proxy too, that lets through what the network policy allows.
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
  private final Set<Door> doors = ConcurrentHashMap.newKeySet();
  private final Upstreams clients;
  private final InstantSource clock;
  private final Resolver resolver;
  private final ProxyLimits proxyLimits;

  public Broker() {
    this(null, InstantSource.system());
  }

  Broker(@Nullable SSLContext trust, InstantSource clock) {
    this(trust, clock, new SystemResolver(), ProxyLimits.USUAL);
  }

  /**
   * @param trust which servers are trusted; null for those that the JDK trusts
   * @param clock says which minute and which day it is
   * @param resolver finds the addresses of the hosts that the proxy is asked for
   */
  Broker(
      @Nullable SSLContext trust, InstantSource clock, Resolver resolver, ProxyLimits proxyLimits) {
    this.clients = new Upstreams(trust);
    this.clock = clock;
    this.resolver = resolver;
    this.proxyLimits = proxyLimits;
  }

  /**
   * Opens a guest's socket, and that for its commands if there is to be one, of mode 0600, in place
   * of what was left behind.
   *
   * @param files whose sockets are opened, and where it is noted what the guest does
   * @param terms what the guest may ask for
   * @return closes the sockets and everything that goes on over them
   * @throws IOException when they can't be listened at
   */
  public Door open(UserId user, DoorFiles files, Terms terms) throws IOException {
    GuestAccess access =
        new GuestAccess(
            user, files, terms, clients, new ProxyAccess(new Gate(resolver), proxyLimits), clock);
    ChannelGroup own = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    Door door = new GuestDoor(access, own, files);
    try {
      listen(access, null, files.socket(), files.made(), own);
      if (files.commandSocket() != null) {
        listen(access, ProxiedTool.SHELL, files.commandSocket(), files.made(), own);
      }
    } catch (IOException e) {
      own.close().awaitUninterruptibly();
      access.close();
      throw e;
    }
    doors.add(door);
    return door;
  }

  /** A path that a guest can write to is never followed: it may have become a link meanwhile. */
  private void listen(
      GuestAccess access, @Nullable ProxiedTool only, Path socket, Path made, ChannelGroup own)
      throws IOException {
    try {
      checkPlace(socket);
      Files.deleteIfExists(made);
      own.add(bind(access, only, made, own));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException("Can't listen at " + socket + " for its owner alone", e);
    }
  }

  /** One guest's socket. */
  public interface Door extends AutoCloseable {
    /**
     * Changes what the guest may reach, with which keys and within which limits, from the next
     * request on. Requests that wait for a key which is still to come, see {@link
     * Upstream#awaitsKey}, go on. Those that run stay as they are, and so do connections and what
     * the day has used.
     */
    void refresh(Terms terms);

    /** What the guest has used today. */
    DayUsage today();

    @Override
    void close();
  }

  private final class GuestDoor implements Door {
    private final GuestAccess access;
    private final ChannelGroup own;
    private final DoorFiles files;

    GuestDoor(GuestAccess access, ChannelGroup own, DoorFiles files) {
      this.access = access;
      this.own = own;
      this.files = files;
    }

    @Override
    public void refresh(Terms terms) {
      access.refresh(terms);
    }

    @Override
    public DayUsage today() {
      return access.allowance().today();
    }

    @Override
    public void close() {
      if (doors.remove(this)) {
        own.close().awaitUninterruptibly();
        access.close();
        delete(files.socket());
        if (files.commandSocket() != null) {
          delete(files.commandSocket());
        }
      }
    }

    private static void delete(Path socket) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException e) {
        LOG.warn("The socket {} could not be deleted", socket, e);
      }
    }
  }

  private Channel bind(
      GuestAccess access, @Nullable ProxiedTool only, Path socket, ChannelGroup own)
      throws IOException {
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
                        .addLast(new GuestConnection(access, only, channel));
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

  /** A stale socket is replaced, and so is a link; a file that somebody may want is not. */
  private static void checkPlace(Path socket) throws IOException {
    if (Files.isRegularFile(socket, LinkOption.NOFOLLOW_LINKS)
        || Files.isDirectory(socket, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("Can't listen at " + socket + ": something else is there");
    }
  }

  /** Closes all sockets and what goes on over them. */
  @Override
  public void close() {
    List.copyOf(doors).forEach(Door::close);
    channels.close().awaitUninterruptibly();
    clients.close();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }
}
