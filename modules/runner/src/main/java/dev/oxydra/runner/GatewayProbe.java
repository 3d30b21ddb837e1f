package dev.oxydra.runner;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a guest's gateway whether it is well. */
final class GatewayProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String REQUEST =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  private static final String OK = "HTTP/1.1 200";

  private GatewayProbe() {}

  /** Whether {@code GET /health} over the socket is soon answered with 200. */
  static boolean isHealthy(Path socket) throws InterruptedException {
    FutureTask<Boolean> asking = new FutureTask<>(() -> ask(socket));
    Thread.ofVirtual().name("gateway-probe").start(asking);
    try {
      return asking.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Asking " + socket, e.getCause());
    } finally {
      asking.cancel(true); // Closes its connection.
    }
  }

  private static boolean ask(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(REQUEST.getBytes(StandardCharsets.US_ASCII)));
      InputStream in = Channels.newInputStream(channel);
      return new String(in.readNBytes(OK.length()), StandardCharsets.US_ASCII).equals(OK);
    } catch (IOException e) {
      return false; // Nobody listens there, or not any more: not healthy.
    }
  }
}
