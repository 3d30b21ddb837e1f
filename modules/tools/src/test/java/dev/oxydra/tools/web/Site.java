package dev.oxydra.tools.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A web server on loopback whose answers are the bytes that a test gives. */
final class Site implements AutoCloseable {
  /** Writes a whole answer, head and all. */
  @FunctionalInterface
  interface Answer {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  private final ServerSocket server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** The request line of the last request, and its headers. */
  volatile String lastHead = "";

  Site(@Nullable SSLContext tls) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        tls == null
            ? new ServerSocket(0, 64, loopback)
            : tls.getServerSocketFactory().createServerSocket(0, 64, loopback);
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  void on(String path, Answer answer) {
    answers.put(path, answer);
  }

  /** An answer with a length. */
  void on(String path, int status, String headers, byte[] body) {
    String head =
        "HTTP/1.1 %d X\r\n%sContent-Length: %d\r\n\r\n".formatted(status, headers, body.length);
    on(
        path,
        out -> {
          out.write(head.getBytes(StandardCharsets.UTF_8));
          out.write(body);
        });
  }

  void on(String path, String type, String body) {
    on(path, 200, "Content-Type: " + type + "\r\n", body.getBytes(StandardCharsets.UTF_8));
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
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      StringBuilder head = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        head.append(line).append('\n');
      }
      lastHead = head.toString();
      String path = head.toString().split(" ", 3)[1];
      Answer answer = answers.get(path);
      OutputStream out = socket.getOutputStream();
      if (answer == null) {
        out.write(
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      } else {
        answer.write(out);
      }
      out.flush();
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
}
