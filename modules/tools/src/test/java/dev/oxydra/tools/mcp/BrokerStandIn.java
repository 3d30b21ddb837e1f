package dev.oxydra.tools.mcp;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Forwards requests over http to ports of this machine, whatever their host is called, as the
 * broker's proxy does; refuses {@code forbidden.example}.
 */
final class BrokerStandIn implements AutoCloseable {
  private static final Pattern LINE =
      Pattern.compile("([A-Z]+) http://([^/:]+):(\\d+)(/\\S*) HTTP/1\\.1");

  private static final Pattern LENGTH = Pattern.compile("Content-Length: (\\d+)");

  /** The heads of all requests. */
  final List<String> heads = new CopyOnWriteArrayList<>();

  private final Path folder = Files.createTempDirectory("oxm");
  private final ServerSocketChannel server;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

  BrokerStandIn() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual().start(this::accept);
  }

  Path socket() {
    return folder.resolve("broker.sock");
  }

  /** Breaks all connections. */
  void cut() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel guest = server.accept();
        open.add(guest);
        Thread.ofVirtual().start(() -> serve(guest));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(SocketChannel guest) {
    try (guest) {
      InputStream in = Channels.newInputStream(guest);
      OutputStream out = Channels.newOutputStream(guest);
      StringBuilder head = new StringBuilder();
      while (!head.toString().endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          return;
        }
        head.append((char) next);
      }
      heads.add(head.toString());
      int end = head.indexOf("\r\n");
      Matcher line = LINE.matcher(head.substring(0, end));
      if (!line.matches() || line.group(2).equals("forbidden.example")) {
        Matcher length = LENGTH.matcher(head);
        in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        String said = "The network policy does not let mcp reach it.";
        String refusal =
            "HTTP/1.1 403 no\r\nX-Oxydra-Refusal: network_policy\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(said.length(), said);
        out.write(refusal.getBytes(StandardCharsets.UTF_8));
        return;
      }
      forward(
          in,
          out,
          Integer.parseInt(line.group(3)),
          "%s %s HTTP/1.1%s".formatted(line.group(1), line.group(4), head.substring(end)));
    } catch (IOException gone) {
      return;
    }
  }

  private void forward(InputStream in, OutputStream out, int port, String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      open.add(socket);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      Thread.ofVirtual().start(() -> pump(in, socket));
      socket.getInputStream().transferTo(out);
    }
  }

  /** Until the guest is gone, which ends the request. */
  private static void pump(InputStream in, Socket to) {
    try (to) {
      in.transferTo(to.getOutputStream());
    } catch (IOException gone) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
    Files.deleteIfExists(socket());
    Files.deleteIfExists(folder);
  }
}
