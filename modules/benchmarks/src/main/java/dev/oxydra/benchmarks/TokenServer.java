package dev.oxydra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * A server of the OpenAI protocol that writes tokens of 20 bytes, each an HTTP chunk of its own, as
 * its {@link Pace} says. Its threads are platform threads that allocate next to nothing while they
 * write.
 */
final class TokenServer implements AutoCloseable {
  private static final byte[] HEAD =
      ascii(
          String.join(
              "\r\n",
              "HTTP/1.1 200 OK",
              "Content-Type: text/event-stream",
              "Connection: close",
              "Transfer-Encoding: chunked",
              "",
              ""));
  private static final byte[] TOKEN = chunk("{\"content\":\"a token of 20 bytes.\"}", "null");
  private static final byte[] END = end();

  private final ServerSocketChannel server;
  private volatile Pace pace = Pace.flood(1);

  /** Writes the tokens of one answer. */
  @FunctionalInterface
  interface Pace {
    void write(SocketChannel client) throws IOException, InterruptedException;

    /** As fast as the client reads. */
    static Pace flood(int tokens) {
      byte[] all = new byte[tokens * TOKEN.length];
      for (int i = 0; i < tokens; i++) {
        System.arraycopy(TOKEN, 0, all, i * TOKEN.length, TOKEN.length);
      }
      return client -> TokenServer.write(client, all);
    }
  }

  private TokenServer(ServerSocketChannel server) {
    this.server = server;
    Thread.ofPlatform().daemon().name("token-server").start(this::accept);
  }

  static TokenServer overTcp() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    return new TokenServer(server);
  }

  static TokenServer overUnixSocket(UnixDomainSocketAddress address) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(address, 1024);
    return new TokenServer(server);
  }

  SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  /** From the next answer on. */
  void pace(Pace next) {
    pace = next;
  }

  /** Writes one token. */
  static void token(SocketChannel client) throws IOException {
    write(client, TOKEN);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofPlatform().daemon().name("token-writer").start(() -> answer(client));
      }
    } catch (ClosedChannelException e) {
      // closed: the measurement is over
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void answer(SocketChannel client) {
    try (client) {
      SmallRequest.skip(client);
      write(client, HEAD);
      pace.write(client);
      write(client, END);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(SocketChannel client, byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      client.write(out);
    }
  }

  private static byte[] end() {
    return ascii(
        new String(chunk("{}", "\"stop\""), StandardCharsets.US_ASCII)
            + new String(framed("data: [DONE]\n\n"), StandardCharsets.US_ASCII)
            + "0\r\n\r\n");
  }

  /** As OpenAI writes them. */
  private static byte[] chunk(String delta, String finishReason) {
    return framed(
        "data: {\"id\":\"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1741569952,\"model\":\"gpt-5-mini\",\"service_tier\":\"default\","
            + "\"system_fingerprint\":\"fp_44709d6fcb\",\"choices\":[{\"index\":0,\"delta\":"
            + delta
            + ",\"logprobs\":null,\"finish_reason\":"
            + finishReason
            + "}]}\n\n");
  }

  private static byte[] framed(String event) {
    return ascii(Integer.toHexString(event.length()) + "\r\n" + event + "\r\n");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
