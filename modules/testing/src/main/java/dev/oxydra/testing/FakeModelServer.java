package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A server of models over a real socket, which does what it is told, faults included; which
 * protocol it speaks is the replies' matter. It answers with the replies that were queued, first in
 * first out, or by a function of the request. One request a connection.
 */
public final class FakeModelServer implements AutoCloseable {
  private final ServerSocketChannel server;
  private final SocketAddress address;
  private final Function<Request, FakeReply> answers;
  private final Queue<FakeReply> queued;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final Thread accepting;

  /**
   * A request as it came in.
   *
   * @param target path and query
   * @param headers by lower-case name
   * @param body the JSON of the request
   */
  public record Request(String target, Map<String, String> headers, JsonNode body) {
    /** The last message: {@code role}, {@code content} and so on. */
    public JsonNode lastMessage() {
      JsonNode messages = body.path("messages");
      return messages.path(messages.size() - 1);
    }

    /** The text of the last message whose role is {@code user}; empty where there is none. */
    public String lastUserText() {
      String last = "";
      for (JsonNode message : body.path("messages")) {
        if (message.path("role").asText().equals("user")) {
          last = message.path("content").asText();
        }
      }
      return last;
    }
  }

  private FakeModelServer(
      SocketAddress wanted, Queue<FakeReply> queued, Function<Request, FakeReply> answers) {
    this.queued = queued;
    this.answers = answers;
    try {
      this.server =
          wanted instanceof UnixDomainSocketAddress
              ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
              : ServerSocketChannel.open();
      server.bind(wanted);
      this.address = server.getLocalAddress();
    } catch (IOException e) {
      throw new UncheckedIOException("Can't listen on " + wanted, e);
    }
    this.accepting = Thread.ofVirtual().name("fake-model").start(this::accept);
  }

  /** On a free loopback port, with replies that are queued. */
  public static FakeModelServer start() {
    return start(loopback());
  }

  /** On an address of TCP or a Unix socket, with replies that are queued. */
  public static FakeModelServer start(SocketAddress address) {
    Queue<FakeReply> queue = new ConcurrentLinkedQueue<>();
    return new FakeModelServer(address, queue, _ -> next(queue));
  }

  /**
   * On a free loopback port, with replies that {@code answers} chooses; it may be called at once.
   */
  public static FakeModelServer answering(Function<Request, FakeReply> answers) {
    return answering(loopback(), answers);
  }

  /** The same on an address of TCP or a Unix socket. */
  public static FakeModelServer answering(
      SocketAddress address, Function<Request, FakeReply> answers) {
    return new FakeModelServer(address, new ConcurrentLinkedQueue<>(), answers);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static FakeReply next(Queue<FakeReply> queue) {
    FakeReply reply = queue.poll();
    return reply != null
        ? reply
        : FakeReply.status(
            500, "application/json", "{\"error\":{\"message\":\"no reply is queued\"}}");
  }

  /** Adds a reply for the next request that has none. */
  public FakeModelServer reply(FakeReply reply) {
    queued.add(reply);
    return this;
  }

  /** The requests so far, in order. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** How many connections are open on this side. */
  public int openConnections() {
    return open.size();
  }

  /** Where it listens. */
  public SocketAddress address() {
    return address;
  }

  /** What takes the place of {@code https://api.openai.com/v1}; TCP only. */
  public String baseUrl() {
    InetSocketAddress inet = (InetSocketAddress) address;
    return "http://" + inet.getAddress().getHostAddress() + ":" + inet.getPort() + "/v1";
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        open.add(client);
        Thread.ofVirtual().name("fake-model-call").start(() -> serve(client));
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException("Can't accept", e);
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      InputStream in = new BufferedInputStream(Channels.newInputStream(client));
      Request request = read(in);
      requests.add(request);
      write(client, answers.apply(request), in);
    } catch (IOException e) {
      // The client went away, which is what some tests want.
    } finally {
      open.remove(client);
    }
  }

  private static Request read(InputStream in) throws IOException {
    String target = line(in).split(" ", -1)[1];
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Request(target, headers, Json.mapper().readTree(in.readNBytes(length)));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the client closed the connection");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  private static void write(SocketChannel client, FakeReply reply, InputStream in)
      throws IOException {
    OutputStream out = Channels.newOutputStream(client);
    StringBuilder head =
        new StringBuilder("HTTP/1.1 " + reply.status() + " Fake\r\nConnection: close\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    out.write(ascii(head + "Transfer-Encoding: chunked\r\n\r\n"));
    for (byte[] piece : reply.pieces()) {
      out.write(ascii(Integer.toHexString(piece.length) + "\r\n"));
      out.write(piece);
      out.write(ascii("\r\n"));
    }
    switch (reply.ending()) {
      case CLEAN -> out.write(ascii("0\r\n\r\n"));
      case BAD_CHUNK -> out.write(ascii("no size\r\n\r\n"));
      case CUT -> {}
      case RESET -> reset(client);
      case STALL -> {
        if (in.read() >= 0) {
          throw new IOException("the client said more after its request");
        }
      }
    }
  }

  /** A close that doesn't linger resets the connection. */
  private static void reset(SocketChannel client) throws IOException {
    if (client.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
      client.setOption(StandardSocketOptions.SO_LINGER, 0);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Closes all connections, and removes its Unix socket. */
  @Override
  public void close() {
    try {
      server.close();
      accepting.join(); // It may take one more connection until it has noticed.
      for (SocketChannel client : open) {
        client.close();
      }
      if (address instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Can't close the fake", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
