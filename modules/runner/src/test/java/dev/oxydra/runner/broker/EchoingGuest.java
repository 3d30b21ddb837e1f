package dev.oxydra.runner.broker;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends back what it is sent, on any number of connections, and ends each when its client does. */
final class EchoingGuest implements AutoCloseable {
  final AtomicInteger connections = new AtomicInteger();

  private final Path socket;
  private final ServerSocketChannel server;

  EchoingGuest(Path socket) throws IOException {
    this.socket = socket;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket), 128);
    Thread.ofVirtual().start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> echo(client));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void echo(SocketChannel client) {
    try (client) {
      Channels.newInputStream(client).transferTo(Channels.newOutputStream(client));
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
