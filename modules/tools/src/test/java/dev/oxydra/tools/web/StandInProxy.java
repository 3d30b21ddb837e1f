package dev.oxydra.tools.web;

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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Does what the broker's proxy does for hosts that a test knows, and refuses all others. */
final class StandInProxy implements AutoCloseable {
  static final String REFUSAL = "The network policy does not let web_fetch reach ";

  /** Who is asked by a path alone. */
  static final String BROKER = "the broker itself";

  private static final Pattern LINE =
      Pattern.compile("(?:GET http://([^/]+)(/\\S*)|CONNECT (\\S+)|GET (/\\S*)) HTTP/1\\.1");

  /** The heads of all requests to the proxy. */
  final List<String> heads = new CopyOnWriteArrayList<>();

  private final Path folder = Files.createTempDirectory("oxw");
  private final ServerSocketChannel server;
  private final Map<String, Integer> ports = new ConcurrentHashMap<>();
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

  StandInProxy() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket()));
    Thread.ofVirtual().start(this::accept);
  }

  Path socket() {
    return folder.resolve("broker.sock");
  }

  /** Makes a port of this machine reachable under a name and a port. */
  void know(String place, int port) {
    ports.put(place, port);
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
      for (String line = ResponseHead.line(in); !line.isEmpty(); line = ResponseHead.line(in)) {
        head.append(line).append("\r\n");
      }
      heads.add(head.toString());
      Matcher line = LINE.matcher(head.substring(0, head.indexOf("\r\n")));
      if (line.matches()) {
        boolean tunnel = line.group(3) != null;
        boolean asked = line.group(4) != null;
        String place = tunnel ? line.group(3) : asked ? BROKER : line.group(1);
        Integer port = ports.get(place);
        if (port == null) {
          refuse(out, place);
        } else {
          String sent = tunnel ? "" : "GET " + line.group(asked ? 4 : 2) + " HTTP/1.1\r\n\r\n";
          connect(in, out, port, tunnel, sent);
        }
      }
    } catch (IOException gone) {
      return;
    }
  }

  private static void refuse(OutputStream out, String place) throws IOException {
    String said = REFUSAL + place + ".\n";
    String head =
        "HTTP/1.1 403 no\r\nX-Oxydra-Refusal: network_policy\r\nContent-Length: "
            + said.length()
            + "\r\n\r\n";
    out.write((head + said).getBytes(StandardCharsets.UTF_8));
  }

  private void connect(InputStream in, OutputStream out, int port, boolean tunnel, String sent)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      open.add(socket);
      if (tunnel) {
        out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        Thread.ofVirtual().start(() -> pump(in, socket));
      }
      socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
      socket.getInputStream().transferTo(out);
    }
  }

  private static void pump(InputStream in, Socket to) {
    try {
      in.transferTo(to.getOutputStream());
    } catch (IOException gone) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Closeable each : open) {
      each.close();
    }
    Files.deleteIfExists(socket());
    Files.deleteIfExists(folder);
  }
}
