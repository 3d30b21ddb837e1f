package dev.oxydra.tui;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A client's WebSocket over a Unix socket that blocks, for commands that are over at once: an event
 * loop takes longer to start than they take. One thread receives; any may send or close.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455">RFC 6455</a>
 */
final class TextSocket implements AutoCloseable {
  static final int MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
  private static final int MAX_HEAD_BYTES = 64 * 1024;
  private static final int MAX_CONTROL_BYTES = 125;

  /** What is appended to the key before it is hashed: RFC 6455, section 1.3. */
  private static final String ACCEPT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int LAST = 0x80;
  private static final int MASKED = 0x80;

  private final SocketChannel channel;
  private final SecureRandom random;
  private final ByteBuffer in = ByteBuffer.allocate(16 * 1024).flip();

  private TextSocket(SocketChannel channel, SecureRandom random) {
    this.channel = channel;
    this.random = random;
  }

  /**
   * Connects to a gateway.
   *
   * @param tokenFile has what it wants to be shown
   * @throws IOException also when it refuses
   */
  static TextSocket connect(Path socket, Path tokenFile) throws IOException {
    String token = Files.readString(tokenFile).strip();
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    try {
      TextSocket connected = new TextSocket(channel, new SecureRandom());
      connected.upgrade(token);
      return connected;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void upgrade(String token) throws IOException {
    String key = Base64.getEncoder().encodeToString(random(16));
    String request =
        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            + key
            + "\r\nAuthorization: Bearer "
            + token
            + "\r\n\r\n";
    write(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
    String[] head = head().split("\r\n", -1);
    if (!head[0].startsWith("HTTP/1.1 101 ")) {
      throw new IOException("the agent refused: " + head[0]);
    }
    for (String line : head) {
      int colon = line.indexOf(':');
      if (colon > 0
          && line.substring(0, colon).equalsIgnoreCase("Sec-WebSocket-Accept")
          && line.substring(colon + 1).strip().equals(accepted(key))) {
        return;
      }
    }
    throw new IOException("what answers is no WebSocket");
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n", Math.max(0, head.length() - 4)) < 0) {
      if (head.length() == MAX_HEAD_BYTES) {
        throw new IOException("its answer has no end");
      }
      head.append((char) read());
    }
    return head.toString();
  }

  static String accepted(String key) {
    try {
      byte[] both = (key + ACCEPT).getBytes(StandardCharsets.ISO_8859_1);
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(both));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-1", e);
    }
  }

  /** Sends a message in one frame. */
  void send(String text) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private synchronized void send(int opcode, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) (LAST | opcode));
    if (payload.length < 126) {
      frame.put((byte) (MASKED | payload.length));
    } else if (payload.length < 1 << 16) {
      frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (MASKED | 127)).putLong(payload.length);
    }
    byte[] mask = random(4);
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    write(frame.flip());
  }

  private byte[] random(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * The next message, in UTF-8; waits until there is one. Pings are answered.
   *
   * @return null when the server has closed the connection as it should
   * @throws IOException when the connection breaks, or what comes is not the protocol
   */
  byte @Nullable [] receive() throws IOException {
    ByteArrayOutputStream message = null;
    while (true) {
      int head = read();
      int opcode = head & 0x0f;
      byte[] payload = payload(head, read(), message == null ? 0 : message.size());
      boolean last = (head & LAST) != 0;
      switch (opcode) {
        case TEXT -> {
          require(message == null, "a message within another");
          if (last) {
            return payload;
          }
          message = new ByteArrayOutputStream();
          message.writeBytes(payload);
        }
        case CONTINUATION -> {
          if (message == null) {
            throw new IOException("its WebSocket goes on with a message that it hasn't begun");
          }
          message.writeBytes(payload);
          if (last) {
            return message.toByteArray();
          }
        }
        case PING -> send(PONG, payload);
        case PONG -> {}
        case CLOSE -> {
          send(CLOSE, payload.length < 2 ? new byte[0] : new byte[] {payload[0], payload[1]});
          return null;
        }
        default -> throw new IOException("its WebSocket has a frame of the kind " + opcode);
      }
    }
  }

  private byte[] payload(int head, int second, int before) throws IOException {
    require((head & 0x70) == 0, "reserved bits");
    require((second & MASKED) == 0, "a mask");
    long length = second & 0x7f;
    if ((head & 0x08) != 0) {
      require((head & LAST) != 0 && length <= MAX_CONTROL_BYTES, "a control frame in parts");
    }
    if (length == 126) {
      length = number(2);
    } else if (length == 127) {
      length = number(8);
    }
    require(length >= 0 && length <= MAX_MESSAGE_BYTES - before, "too long a message");
    byte[] payload = new byte[(int) length];
    int at = 0;
    while (at < payload.length) {
      fill();
      int part = Math.min(in.remaining(), payload.length - at);
      in.get(payload, at, part);
      at += part;
    }
    return payload;
  }

  private long number(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | read();
    }
    return number;
  }

  private int read() throws IOException {
    fill();
    return in.get() & 0xff;
  }

  private void fill() throws IOException {
    if (in.hasRemaining()) {
      return;
    }
    int read;
    try {
      read = channel.read(in.clear());
    } finally {
      in.flip();
    }
    if (read < 0) {
      throw new EOFException("the agent closed the connection");
    }
  }

  private static void require(boolean right, String wrong) throws IOException {
    if (!right) {
      throw new IOException("its WebSocket has " + wrong);
    }
  }

  /** Ends it without a word; who waits for a message is told by an exception. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
