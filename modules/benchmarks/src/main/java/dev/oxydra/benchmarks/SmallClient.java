package dev.oxydra.benchmarks;

import dev.oxydra.types.ClientFrame;
import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.SessionId;
import dev.oxydra.types.TurnId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The least WebSocket client that gets along over a Unix socket, so that a measurement holds the
 * guest's time and hardly any of the client's. RFC 6455: an upgrade, masked text frames, and
 * whatever comes back.
 */
final class SmallClient implements AutoCloseable {
  private final SocketChannel channel;
  private final StringBuilder seen = new StringBuilder();
  private final ByteBuffer buffer = ByteBuffer.allocate(8192);

  private SmallClient(SocketChannel channel) {
    this.channel = channel;
  }

  static SmallClient connect(Path socket, String token) throws IOException {
    SmallClient client = new SmallClient(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    String request =
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
            + ("Authorization: Bearer " + token + "\r\n\r\n");
    client.write(request.getBytes(StandardCharsets.US_ASCII));
    client.await(" 101 ");
    return client;
  }

  /** Says hello, and returns when {@code hello_ack} has come. */
  void hello(boolean withEvents) throws IOException {
    hello(withEvents ? List.of("events") : null, withEvents ? 0L : null);
  }

  /** The same with these features, and a replay of what comes after a cursor unless it is null. */
  void hello(@Nullable List<String> features, @Nullable Long afterSeq) throws IOException {
    sendHello(features, afterSeq);
    await("\"hello_ack\"");
  }

  /** The same without waiting for the answer. */
  void sendHello(@Nullable List<String> features, @Nullable Long afterSeq) throws IOException {
    send(new ClientFrame.Hello("r", 2, GuestProcess.USER, null, false, features, afterSeq));
  }

  /** The same in a session of its own, whose id is returned. */
  SessionId helloInNewSession(List<String> features) throws IOException {
    send(new ClientFrame.Hello("r", 2, GuestProcess.USER, null, true, features, null));
    await("\"session_id\":\"");
    String rest = seen.toString();
    await("}}");
    return new SessionId(rest.substring(0, rest.indexOf('"')));
  }

  /** Sends a turn to a session. */
  void turn(SessionId session, String turn, String prompt) throws IOException {
    send(new ClientFrame.SendTurn("r", session, new TurnId(turn), prompt, null, null));
  }

  /** The socket, for those who read it themselves. */
  SocketChannel channel() {
    return channel;
  }

  /** Sends one frame of less than 64 KiB, under a mask of zeros, which leaves the text as it is. */
  void send(ClientFrame frame) throws IOException {
    byte[] payload = FrameCodec.encode(frame).getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0x81);
    if (payload.length < 126) {
      bytes.write(0x80 | payload.length);
    } else {
      bytes.write(0x80 | 126);
      bytes.write(payload.length >> 8);
      bytes.write(payload.length);
    }
    bytes.writeBytes(new byte[4]);
    bytes.writeBytes(payload);
    write(bytes.toByteArray());
  }

  private void write(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Reads until {@code wanted} has come, and forgets everything up to its end. */
  void await(String wanted) throws IOException {
    int at = seen.indexOf(wanted);
    while (at < 0) {
      buffer.clear();
      if (channel.read(buffer) < 0) {
        throw new IOException("The guest closed the connection after: " + seen);
      }
      buffer.flip();
      seen.append(StandardCharsets.ISO_8859_1.decode(buffer));
      at = seen.indexOf(wanted);
    }
    seen.delete(0, at + wanted.length());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
