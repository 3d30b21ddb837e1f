package dev.oxydra.tui;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.FrameException;
import dev.oxydra.types.ServerFrame;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the gateway: tried again, with exponential backoff and jitter, until it is
 * closed. The token is read at every attempt, as a new guest has a new one.
 */
final class GatewayLink implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration HANDSHAKE = Duration.ofSeconds(10);

  private final Path socket;
  private final Path tokenFile;
  private final Consumer<Input> inputs;
  private volatile @Nullable Channel channel;
  private volatile @Nullable Thread worker;

  private GatewayLink(Path socket, Path tokenFile, Consumer<Input> inputs) {
    this.socket = socket;
    this.tokenFile = tokenFile;
    this.inputs = inputs;
  }

  /** Starts to connect; {@code inputs} is told of it, on threads of its own. */
  static GatewayLink open(Path socket, Path tokenFile, Consumer<Input> inputs) {
    GatewayLink link = new GatewayLink(socket, tokenFile, inputs);
    link.worker = Thread.ofVirtual().name("gateway-link").start(link::run);
    return link;
  }

  /** Sends a frame; without a connection it is dropped, and the next hello says what is missing. */
  void send(ClientFrame frame) {
    Channel open = channel;
    if (open != null) {
      var _ = open.writeAndFlush(new TextWebSocketFrame(FrameCodec.encode(frame)));
    }
  }

  private void run() {
    // Loaded here and not on the way to the first frame.
    var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      int failures = 0;
      while (!Thread.currentThread().isInterrupted()) {
        Attempt attempt = attempt(group);
        failures = attempt.connected() ? 0 : failures + 1;
        Duration pause = pause(failures);
        inputs.accept(new Input.LinkDown(attempt.reason(), Instant.now().plus(pause)));
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  /** How one connection ended. */
  private record Attempt(boolean connected, String reason) {}

  private Attempt attempt(MultiThreadIoEventLoopGroup group) throws InterruptedException {
    Channel open = null;
    boolean connected = false;
    try {
      String token = token();
      CompletableFuture<Channel> ready = new CompletableFuture<>();
      var connecting =
          new Bootstrap()
              .group(group)
              .channel(NioDomainSocketChannel.class)
              .handler(new LinkHandler(token, ready, this::receive))
              .connect(UnixDomainSocketAddress.of(socket));
      open = connecting.channel();
      connecting.addListener(done -> {
        if (!done.isSuccess()) {
          ready.completeExceptionally(done.cause());
        }
      });
      Channel up = ready.get(HANDSHAKE.toMillis(), TimeUnit.MILLISECONDS);
      channel = up;
      connected = true;
      inputs.accept(new Input.LinkUp());
      up.closeFuture().await();
      return new Attempt(true, "the connection was lost");
    } catch (ExecutionException e) {
      return new Attempt(connected, reason(e.getCause()));
    } catch (TimeoutException e) {
      return new Attempt(connected, "the agent does not answer");
    } catch (IOException e) {
      return new Attempt(connected, reason(e));
    } finally {
      channel = null;
      if (open != null) {
        var _ = open.close();
      }
    }
  }

  private String token() throws IOException {
    return Files.readString(tokenFile).strip();
  }

  private void receive(String text) {
    ServerFrame frame;
    try {
      frame = FrameCodec.decodeServer(text);
    } catch (FrameException e) {
      // A newer server may say more; what it says besides is not for this program.
      if (e.kind() != FrameException.Kind.UNKNOWN_TYPE) {
        inputs.accept(new Input.Garbled(String.valueOf(e.getMessage())));
      }
      return;
    }
    inputs.accept(new Input.Received(frame));
  }

  private String reason(@Nullable Throwable cause) {
    return switch (cause) {
      case NoSuchFileException missing -> "the agent is not running";
      case LinkHandler.Refused refused -> String.valueOf(refused.getMessage());
      case ConnectException refused -> "the agent is not running";
      case SocketException gone when Files.notExists(socket) -> "the agent is not running";
      case null -> "unknown";
      default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    };
  }

  /** Doubles with every failure; between half and all of it, so that clients don't come at once. */
  static Duration pause(int failures) {
    long longest =
        Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << Math.min(failures, 10));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
  }

  @Override
  public void close() {
    Thread running = worker;
    if (running != null) {
      running.interrupt();
    }
  }
}
