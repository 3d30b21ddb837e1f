package dev.oxydra.benchmarks;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.UserId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The least WebSocket client that can say hello over a Unix socket, so that a measurement holds the guest's time and hardly any
 * of the client's. RFC 6455: an upgrade, one masked text frame, and whatever comes back.
 */
final class HelloClient {
  private HelloClient() {}

  /** Returns when {@code hello_ack} has come. */
  static void hello(Path socket, String token, UserId user) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String request =
          "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
              + ("Authorization: Bearer " + token + "\r\n\r\n");
      write(channel, request.getBytes(StandardCharsets.US_ASCII));
      awaitText(channel, " 101 ");
      write(
          channel,
          masked(
              FrameCodec.encode(
                  new ClientFrame.Hello("r", 2, user, null, false, null, null))));
      awaitText(channel, "\"hello_ack\"");
    }
  }

  /** With a mask of zeros, which leaves the text as it is. */
  private static byte[] masked(String text) {
    byte[] payload = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x81);
    frame.write(0x80 | 126);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.writeBytes(new byte[4]);
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void awaitText(SocketChannel channel, String wanted) throws IOException {
    StringBuilder seen = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(8192);
    while (seen.indexOf(wanted) < 0) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new IOException("The guest closed the connection after: " + seen);
      }
      buffer.flip();
      seen.append(StandardCharsets.ISO_8859_1.decode(buffer));
    }
  }
}
