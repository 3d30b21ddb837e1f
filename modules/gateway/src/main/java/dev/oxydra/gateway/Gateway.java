package dev.oxydra.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.AgentConfig;
import dev.oxydra.types.Channel;
import dev.oxydra.types.ChannelHost;
import dev.oxydra.types.Json;
import dev.oxydra.types.Maintenance;
import dev.oxydra.types.MemoryStore;
import dev.oxydra.types.ProviderHealth;
import dev.oxydra.types.Scheduler;
import dev.oxydra.types.ServerFrame;
import dev.oxydra.types.StartupStatus;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateway protocol's server: a WebSocket at {@code /ws}, {@code GET /health}, {@code GET
 * /activity} and {@code GET /providers}, on a Unix socket or a TCP port.
 */
public final class Gateway implements Channel {
  /** How long connections may take to say goodbye when the gateway closes, in milliseconds. */
  private static final long GOODBYE = 500;

  private final SessionHub hub;
  private final SocketAddress listen;
  private final AgentConfig.Gateway config;
  private final Supplier<StartupStatus> status;
  private final @Nullable MemoryStore memory;
  private final ScheduleDesk schedules;
  private final HttpService http;
  private final Sweeps sweeps;
  private final FrameCounts counts = new FrameCounts();
  private final ConnectionLimit limit;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Set<Connection> clients = ConcurrentHashMap.newKeySet();
  private @Nullable EventLoopGroup loop;
  private io.netty.channel.@Nullable Channel server;
  private @Nullable LocalDoor door;

  /**
   * @param hub whose sessions are served; it is not closed with the gateway
   * @param listen a {@link UnixDomainSocketAddress} with a path of at most 107 bytes, or an {@link
   *     java.net.InetSocketAddress}
   * @param config the limits, and who may connect besides loopback
   * @param token what clients must show
   * @param ownEndpoint the URL under which clients find the gateway, {@code
   *     ws://127.0.0.1:<port>/ws}; pages of its origin may connect
   * @param status what the guest found when it started; may block
   * @param providers how the models that were asked have been answering; may block
   * @param maintenance what can be done to the journal while it serves; null for nothing
   */
  public Gateway(
      SessionHub hub,
      SocketAddress listen,
      AgentConfig.Gateway config,
      String token,
      String ownEndpoint,
      Supplier<StartupStatus> status,
      Supplier<List<ProviderHealth>> providers,
      @Nullable Maintenance maintenance) {
    this(
        hub,
        listen,
        config,
        token,
        ownEndpoint,
        status,
        providers,
        maintenance,
        null,
        null,
        ConversationImport.NONE);
  }

  /**
   * With a memory and schedules.
   *
   * @param memory what is remembered; null where that is switched off
   * @param scheduler has turns run at set times; null where that is switched off
   * @param conversations makes sessions of what was said elsewhere
   */
  public Gateway(
      SessionHub hub,
      SocketAddress listen,
      AgentConfig.Gateway config,
      String token,
      String ownEndpoint,
      Supplier<StartupStatus> status,
      Supplier<List<ProviderHealth>> providers,
      @Nullable Maintenance maintenance,
      @Nullable MemoryStore memory,
      @Nullable Scheduler scheduler,
      ConversationImport conversations) {
    this(
        hub,
        listen,
        config,
        token,
        ownEndpoint,
        status,
        providers,
        maintenance,
        memory,
        scheduler,
        conversations,
        Timing.DEFAULT);
  }

  Gateway(
      SessionHub hub,
      SocketAddress listen,
      AgentConfig.Gateway config,
      String token,
      String ownEndpoint,
      Supplier<StartupStatus> status,
      Supplier<List<ProviderHealth>> providers,
      @Nullable Maintenance maintenance,
      @Nullable MemoryStore memory,
      @Nullable Scheduler scheduler,
      ConversationImport conversations,
      Timing timing) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.listen = Objects.requireNonNull(listen, "listen");
    this.config = Objects.requireNonNull(config, "config");
    this.status = Objects.requireNonNull(status, "status");
    this.memory = memory;
    this.schedules = new ScheduleDesk(scheduler);
    Objects.requireNonNull(providers, "providers");
    this.sweeps = new Sweeps(timing, config.connections().handshakeTimeout());
    this.limit = new ConnectionLimit(config.connections().max());
    Admission admission =
        new Admission(token, ownEndpoint, config.allowedOrigins(), config.allowedHosts());
    this.http =
        new HttpService(
            admission,
            routes(admission, providers, maintenance, conversations, timing),
            timing,
            config.connections().handshakeTimeout(),
            config.maxFrame());
  }

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public synchronized void start() {
    if (loop != null) {
      throw new IllegalStateException("The gateway was started before");
    }
    loop =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("gateway", true), NioIoHandler.newFactory());
    boolean listening = false;
    try {
      requireLoopback();
      server = bind(loop);
      listening = true;
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } finally {
      if (!listening) {
        close();
      }
    }
  }

  /** It speaks no TLS, so what it says must not leave the machine. */
  private void requireLoopback() throws IOException {
    if (listen instanceof InetSocketAddress tcp
        && (tcp.isUnresolved() || !tcp.getAddress().isLoopbackAddress())) {
      throw new IOException(
          "The gateway speaks no TLS and can't listen on "
              + listen
              + ": let it listen on 127.0.0.1, and put what speaks TLS before it");
    }
  }

  private io.netty.channel.Channel bind(EventLoopGroup group) throws IOException {
    UnixSocketFile file =
        listen instanceof UnixDomainSocketAddress unix ? new UnixSocketFile(unix.getPath()) : null;
    if (file != null) {
      file.prepare();
    }
    var bootstrap =
        new ServerBootstrap()
            .group(group)
            .channelFactory(() ->
                file != null ? new NioServerDomainSocketChannel() : new NioServerSocketChannel())
            // Plain heap buffers: no arenas to set up, and a guest has little direct memory.
            .childOption(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false, true))
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new HeapReceiveAllocator())
            .childHandler(new Initializer());
    var bound = bootstrap.bind(listen).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("The gateway can't listen on " + listen, bound.cause());
    }
    if (file != null) {
      file.restrict();
    }
    return bound.channel();
  }

  /**
   * Where it listens, with the port that was chosen if none was given.
   *
   * @throws IllegalStateException when it doesn't listen
   */
  public synchronized SocketAddress address() {
    if (server == null) {
      throw new IllegalStateException("The gateway is not listening");
    }
    return server.localAddress();
  }

  /** How many sockets are connected. */
  int connections() {
    return connections.size();
  }

  /** What serves plain HTTP. */
  HttpService http() {
    return http;
  }

  private HttpRoutes routes(
      Admission admission,
      Supplier<List<ProviderHealth>> providers,
      @Nullable Maintenance maintenance,
      ConversationImport conversations,
      Timing timing) {
    List<HttpRoute> routes = new ArrayList<>();
    routes.addAll(
        new StatusRoutes(
                this::health,
                () -> Json.write(Activity.of(hub, LocalDate.now(ZoneOffset.UTC))),
                () -> Json.write(providers.get()))
            .routes());
    routes.addAll(new ChatRoutes(hub, config.maxFrame(), timing.ping().dividedBy(2)).routes());
    routes.addAll(new LoginRoutes(admission).routes());
    var traffic =
        new Metrics.Traffic(connections::size, clients::size, () -> http().busy(), counts);
    routes.addAll(new Metrics(hub, traffic).routes());
    var said = new Conversations(hub, conversations);
    routes.addAll(new ScheduleRoutes(schedules).routes());
    routes.addAll(new BudgetRoutes(hub).routes());
    routes.addAll(new MemoryRoutes(memory, said, config.maxFrame()).routes());
    if (maintenance != null) {
      routes.addAll(new MaintenanceRoutes(maintenance).routes());
    }
    return new HttpRoutes(routes);
  }

  private String health() {
    var frame = new ServerFrame.HealthStatus("", true, null, null, status.get(), null);
    ObjectNode payload = Json.mapper().valueToTree(frame);
    payload.remove("request_id");
    return payload.toString();
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close().awaitUninterruptibly();
      server = null;
      if (listen instanceof UnixDomainSocketAddress unix) {
        new UnixSocketFile(unix.getPath()).remove();
      }
    }
    if (loop != null) {
      goodbye();
      if (door != null) {
        door.close();
      }
      loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  /** Every client is first sent what there is, such as that its turn was cancelled. */
  private void goodbye() {
    http.close();
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GOODBYE);
    try {
      for (Connection client : clients) {
        client.finish(end);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.newCloseFuture().awaitUninterruptibly(GOODBYE);
    connections.close().awaitUninterruptibly(GOODBYE);
  }

  private RequestHandler handler(Outbound outbound, String channel, Runnable onHello) {
    return new RequestHandler(hub, status, memory, schedules, outbound, channel, onHello);
  }

  private void client(
      Inbound inbound, Outbound outbound, RequestHandler handler, TokenBucket bucket) {
    Connection client = new Connection(inbound, outbound, handler, bucket, clients::remove);
    clients.add(client);
    inbound.handler(client);
  }

  /**
   * Opens a connection in the process, as {@link dev.oxydra.types.ChannelHost#connect} says. There
   * is no limit of its own on what it sends.
   *
   * @throws IllegalStateException when the gateway has not been started, or was closed
   */
  public ChannelHost.Link connect(String channel, Consumer<ServerFrame> frames, Runnable onEnd) {
    return door().connect(channel, frames, onEnd);
  }

  private synchronized LocalDoor door() {
    if (loop == null) {
      throw new IllegalStateException("The gateway has not been started");
    }
    if (door == null) {
      door = new LocalDoor(this::serveInProcess);
    }
    return door;
  }

  private void serveInProcess(ChannelPipeline pipeline, String channel) {
    connections.add(pipeline.channel());
    pipeline.addLast(
        new SocketHandler(
            (inbound, outbound, onHello) ->
                client(
                    inbound,
                    outbound,
                    handler(outbound, channel, onHello),
                    new TokenBucket(Integer.MAX_VALUE, Integer.MAX_VALUE)),
            sweeps,
            counts));
  }

  private final class Initializer extends ChannelInitializer<io.netty.channel.Channel> {
    private final WebSocketServerProtocolConfig protocol = protocol((int) config.maxFrame());

    @Override
    protected void initChannel(io.netty.channel.Channel channel) {
      connections.add(channel);
      if (limit.isCrowded(connections.size())) {
        var _ = channel.close();
        return;
      }
      int maxFrame = (int) config.maxFrame();
      ChannelPipeline pipeline = channel.pipeline();
      pipeline.addLast(
          new HttpServerCodec(),
          new HttpGate(http, limit),
          new WebSocketServerProtocolHandler(protocol),
          new WebSocketFrameAggregator(maxFrame),
          new SocketHandler(
              (inbound, outbound, onHello) ->
                  client(
                      inbound,
                      outbound,
                      handler(outbound, name(), onHello),
                      new TokenBucket(
                          config.connections().messagesPerSecond(),
                          config.connections().messageBurst())),
              sweeps,
              counts));
    }

    private static WebSocketServerProtocolConfig protocol(int maxFrame) {
      return WebSocketServerProtocolConfig.newBuilder()
          .websocketPath("/ws")
          // With a query string it is still /ws; the gate has compared the path.
          .checkStartsWith(true)
          .decoderConfig(
              WebSocketDecoderConfig.newBuilder()
                  .maxFramePayloadLength(maxFrame)
                  .allowExtensions(false)
                  // The connection's own thread checks the text.
                  .withUTF8Validator(false)
                  .build())
          .build();
    }
  }
}
