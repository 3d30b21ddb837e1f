package dev.oxydra.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway's Unix socket that gives one answer, whatever is asked. */
final class FakeGateway implements AutoCloseable {
  final List<String> requests = new CopyOnWriteArrayList<>();

  private final Path socket;
  private final byte[] answer;
  private final ServerSocketChannel server;

  /**
   * @param answer the whole answer; with an empty one it never answers
   */
  FakeGateway(Path socket, String answer) throws IOException {
    this.socket = socket;
    this.answer = answer.getBytes(StandardCharsets.UTF_8);
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::accept);
  }

  /** An answer with a body of JSON. */
  static String ok(String json) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
        + json.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + json;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(SocketChannel client) {
    try (client;
        InputStream in = Channels.newInputStream(client);
        OutputStream out = Channels.newOutputStream(client)) {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int read = in.read();
        if (read < 0) {
          return;
        }
        head.append((char) read);
      }
      requests.add(head.toString());
      out.write(answer);
      // Left open: who asks must know where the answer ends, or that there comes none.
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
  }
}
