package dev.oxydra.tui;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client's side of RFC 6455, against bytes that the test writes. */
class TextSocketTest {
  private Path folder;
  private ServerSocketChannel server;
  private SocketChannel peer;
  private DataInputStream sent;

  @BeforeEach
  void listen() throws IOException {
    folder = Files.createTempDirectory("ox");
    Files.writeString(folder.resolve("token"), "secret\n");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
  }

  @AfterEach
  void close() throws IOException {
    if (peer != null) {
      peer.close();
    }
    server.close();
    Files.delete(folder.resolve("s"));
    Files.delete(folder.resolve("token"));
    Files.delete(folder);
  }

  /** The example of RFC 6455, section 1.3. */
  @Test
  void theKeyIsAnsweredAsTheRfcSays() {
    assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", TextSocket.accepted("dGhlIHNhbXBsZSBub25jZQ=="));
  }

  @Test
  void messagesComeWholeAndPingsAreAnswered() throws Exception {
    try (TextSocket socket = connect()) {
      write(0x01, 3, "one");
      write(0x89, 2, "hi");
      write(0x80, 4, " two");
      assertArrayEquals("one two".getBytes(StandardCharsets.UTF_8), socket.receive());
      assertEquals("hi", frame(0x8a));
      String longer = "x".repeat(200);
      peer.write(
          ByteBuffer.allocate(4 + 200)
              .put(new byte[] {(byte) 0x81, 126, 0, (byte) 200})
              .put(longer.getBytes(StandardCharsets.UTF_8))
              .flip());
      assertEquals(longer, new String(socket.receive(), StandardCharsets.UTF_8));
      write(0x88, 0, "");
      assertNull(socket.receive());
      assertEquals("", frame(0x88));
    }
  }

  @Test
  void messagesOfAnyLengthAreSentUnderAMask() throws Exception {
    try (TextSocket socket = connect()) {
      for (int length : new int[] {0, 125, 126, 65_535, 65_536}) {
        String text = "é".repeat(length / 2) + "x".repeat(length % 2);
        CompletableFuture<String> read = CompletableFuture.supplyAsync(() -> frame(0x81));
        socket.send(text);
        assertEquals(text, read.get(20, TimeUnit.SECONDS));
      }
    }
  }

  @Test
  void whatIsNotTheProtocolEndsIt() throws Exception {
    for (int[] bad :
        new int[][] {
          {0x80, 0}, // goes on with nothing
          {0xc1, 0}, // a reserved bit
          {0x81, 0x80}, // a mask
          {0x82, 0}, // binary
          {0x09, 0}, // a ping in parts
          {0x89, 126, 0, 126}, // a long ping
          {0x81, 127, 0, 0, 0, 0, 4, 0, 0, 1}, // more than 64 MiB
          {0x81, 127, 0xff, 0, 0, 0, 0, 0, 0, 0} // less than nothing
        }) {
      try (TextSocket socket = connect()) {
        byte[] bytes = new byte[bad.length];
        for (int i = 0; i < bad.length; i++) {
          bytes[i] = (byte) bad[i];
        }
        peer.write(ByteBuffer.wrap(bytes));
        assertThrows(IOException.class, socket::receive);
        peer.close();
      }
    }
  }

  @Test
  void aConnectionThatBreaksIsAnError() throws Exception {
    try (TextSocket socket = connect()) {
      write(0x81, 9, "half");
      peer.close();
      assertThrows(IOException.class, socket::receive);
    }
  }

  @Test
  void aRefusalIsSaid() throws Exception {
    CompletableFuture<TextSocket> connecting = connecting();
    peer = server.accept();
    sent = new DataInputStream(Channels.newInputStream(peer));
    head();
    answer("HTTP/1.1 401 Unauthorized\r\n\r\n");
    Exception refused = assertThrows(Exception.class, () -> connecting.get(20, TimeUnit.SECONDS));
    assertTrue(refused.toString().contains("401"), refused.toString());
  }

  private CompletableFuture<TextSocket> connecting() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return TextSocket.connect(folder.resolve("s"), folder.resolve("token"));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private TextSocket connect() throws Exception {
    CompletableFuture<TextSocket> connecting = connecting();
    peer = server.accept();
    sent = new DataInputStream(Channels.newInputStream(peer));
    String head = head();
    assertTrue(head.contains("\r\nAuthorization: Bearer secret\r\n"), head);
    String key = head.replaceFirst("(?s).*\r\nSec-WebSocket-Key: ([^\r]*)\r\n.*", "$1");
    answer(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
            + ("sec-websocket-accept: " + TextSocket.accepted(key) + "\r\n\r\n"));
    return connecting.get(20, TimeUnit.SECONDS);
  }

  private String head() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) sent.readByte());
    }
    return head.toString();
  }

  private void answer(String text) throws IOException {
    peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
  }

  private void write(int head, int length, String text) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(2 + text.length());
    frame.put((byte) head).put((byte) length).put(text.getBytes(StandardCharsets.US_ASCII));
    peer.write(frame.flip());
  }

  /** The payload of the next frame that the client sent. */
  private String frame(int head) {
    try {
      assertEquals(head, sent.readUnsignedByte());
      int length = sent.readUnsignedByte() - 128;
      assertTrue(length >= 0, "no mask");
      long all =
          length == 126 ? sent.readUnsignedShort() : length == 127 ? sent.readLong() : length;
      byte[] mask = sent.readNBytes(4);
      byte[] payload = sent.readNBytes((int) all);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      return new String(payload, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
