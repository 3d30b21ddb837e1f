package dev.oxydra.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** HTTP and WebSocket by hand, over TCP or a Unix socket, for what a good client can't do. */
final class RawSocket implements AutoCloseable {
  static final int CONTINUATION = 0;
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;

  /** The headers of a request to upgrade, with the right token. */
  static final String[] UPGRADE = {
    "Host: localhost",
    "Authorization: Bearer " + Served.TOKEN,
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
  };

  /** A frame as it came. */
  @SuppressWarnings("ArrayRecordComponent") // is read and never compared
  record Frame(int opcode, boolean last, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeStatus() {
      return ByteBuffer.wrap(payload).getShort() & 0xffff;
    }
  }

  private final SocketChannel channel;
  private final DataInputStream in;

  RawSocket(SocketAddress address) throws IOException {
    channel = SocketChannel.open(address);
    in = new DataInputStream(Channels.newInputStream(channel));
  }

  /** Connects with a small receive buffer, for a client that is not going to read. */
  static RawSocket narrow(SocketAddress address) throws IOException {
    RawSocket socket = new RawSocket(address);
    socket.channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    return socket;
  }

  void write(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Sends a request without a body and gives the status line and headers of the answer. */
  String request(String method, String path, String... headers) throws IOException {
    String head = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    write(head.getBytes(StandardCharsets.US_ASCII));
    var answer = new ByteArrayOutputStream();
    while (!answer.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
      answer.write(in.readByte());
    }
    return answer.toString(StandardCharsets.US_ASCII);
  }

  /** What follows, to the end. */
  String body() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Upgrades to a WebSocket with the right token. */
  RawSocket upgrade() throws IOException {
    String answer = request("GET", "/ws", UPGRADE);
    if (!answer.startsWith("HTTP/1.1 101")) {
      throw new IOException(answer);
    }
    return this;
  }

  void send(int opcode, byte[] payload) throws IOException {
    send(opcode, true, payload);
  }

  /** Sends a frame, masked. */
  void send(int opcode, boolean last, byte[] payload) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(14 + payload.length);
    frame.put((byte) (opcode | (last ? 0x80 : 0)));
    if (payload.length < 126) {
      frame.put((byte) (0x80 | payload.length));
    } else if (payload.length < 65_536) {
      frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
    } else {
      frame.put((byte) (0x80 | 127)).putLong(payload.length);
    }
    byte[] mask = {0x5a, (byte) 0xc3, 0x0f, (byte) 0x96};
    frame.put(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.put((byte) (payload[i] ^ mask[i & 3]));
    }
    frame.flip();
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    write(bytes);
  }

  void text(String text) throws IOException {
    send(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next frame; null at the end of the stream. */
  Frame read() throws IOException {
    try {
      int head = in.readUnsignedByte();
      long length = in.readUnsignedByte() & 0x7f;
      length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
      byte[] payload = new byte[(int) length];
      in.readFully(payload);
      return new Frame(head & 0xf, (head & 0x80) != 0, payload);
    } catch (EOFException e) {
      return null;
    }
  }

  /** The next text, of one frame or of several. */
  String readText() throws IOException {
    var text = new ByteArrayOutputStream();
    Frame frame;
    do {
      frame = read();
      if (frame == null || frame.opcode() > TEXT) {
        throw new EOFException("Not a text: " + frame);
      }
      text.writeBytes(frame.payload());
    } while (!frame.last());
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Skips everything before the close frame, and gives its status. */
  int readClose() throws IOException {
    for (Frame frame = read(); frame != null; frame = read()) {
      if (frame.opcode() == CLOSE) {
        return frame.closeStatus();
      }
    }
    throw new EOFException("The connection ended without a close frame");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
