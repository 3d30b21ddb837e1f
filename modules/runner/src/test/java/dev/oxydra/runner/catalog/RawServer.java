package dev.oxydra.runner.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server on loopback that answers each request with what a test says, byte for byte. */
final class RawServer implements AutoCloseable {
  private final ServerSocket server;
  private final Answer answer;
  private final boolean stalls;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** What is said to a request. The connection is closed when it returns. */
  interface Answer {
    void to(OutputStream client) throws Exception;
  }

  /** One that says something and then waits for the client to go. */
  static RawServer stallingAfter(byte[] answer) {
    return new RawServer(client -> client.write(answer), true);
  }

  RawServer(Answer answer) {
    this(answer, false);
  }

  private RawServer(Answer answer, boolean stalls) {
    this.answer = answer;
    this.stalls = stalls;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** One that answers with a status and a body. */
  static RawServer answering(String status, String type, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new RawServer(client -> {
      client.write(head(status, type, bytes.length));
      client.write(bytes);
    });
  }

  static byte[] head(String status, String type, long length) {
    return ("HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + length
            + "\r\nConnection: close\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/api.json";
  }

  /** How many clients are connected. */
  int connections() {
    return open.size();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        open.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      return; // The test is over.
    }
  }

  private void serve(Socket client) {
    try (client) {
      readHead(client.getInputStream());
      answer.to(client.getOutputStream());
      client.getOutputStream().flush();
      if (stalls) {
        int end = client.getInputStream().read();
        assert end < 0 : end;
      }
    } catch (Exception gone) {
      return; // The client has seen enough.
    } finally {
      open.remove(client);
    }
  }

  private static void readHead(InputStream in) throws IOException {
    int last = 0;
    while (last != 0x0d0a0d0a) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("no request");
      }
      last = last << 8 | octet;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
