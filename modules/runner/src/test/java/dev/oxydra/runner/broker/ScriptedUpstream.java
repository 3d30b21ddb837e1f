package dev.oxydra.runner.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A provider that does on each connection what a test says. */
final class ScriptedUpstream implements AutoCloseable {
  private final ServerSocket server;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What is done on one connection. */
  @FunctionalInterface
  interface Script {
    void run(Exchange exchange) throws IOException, InterruptedException;
  }

  ScriptedUpstream(Script script) throws IOException {
    this(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), script);
  }

  ScriptedUpstream(ServerSocket server, Script script) {
    this.script = script;
    this.server = server;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.run(new Exchange(socket));
    } catch (IOException | InterruptedException gone) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** One connection. */
  static final class Exchange extends Wire {
    private final Socket socket;

    Exchange(Socket socket) throws IOException {
      super(socket.getInputStream(), socket.getOutputStream());
      this.socket = socket;
      socket.setTcpNoDelay(true);
    }

    void reply(int status, String headers, String body) throws IOException {
      int length = body.getBytes(StandardCharsets.UTF_8).length;
      send(
          "HTTP/1.1 "
              + status
              + " X\r\n"
              + headers
              + "Content-Length: "
              + length
              + "\r\n\r\n"
              + body);
    }

    void startChunked() throws IOException {
      send(
          "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    void chunk(String text) throws IOException {
      send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    void endChunked() throws IOException {
      send("0\r\n\r\n");
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
