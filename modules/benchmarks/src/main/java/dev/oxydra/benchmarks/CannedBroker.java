package dev.oxydra.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Stands where a guest expects the broker, and answers each request with the next of two recorded
 * streams of the OpenAI protocol: a tool call, then text.
 */
final class CannedBroker implements AutoCloseable {
  private static final List<String> STREAMS =
      List.of(
          chunk(
                  "{\"role\":\"assistant\",\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
                      + "\"function\":{\"name\":\"file_list\",\"arguments\":\"{}\"}}]}",
                  "null")
              + chunk("{}", "\"tool_calls\""),
          chunk("{\"role\":\"assistant\",\"content\":\"Nothing \"}", "null")
              + chunk("{\"content\":\"yet.\"}", "null")
              + chunk("{}", "\"stop\""));

  private final ServerSocketChannel server;

  private CannedBroker(ServerSocketChannel server) {
    this.server = server;
  }

  private static String chunk(String delta, String finishReason) {
    return "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"model\",\"choices\":"
        + ("[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}]}\n\n");
  }

  static CannedBroker start(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    CannedBroker broker = new CannedBroker(server);
    Thread.ofVirtual().start(broker::serve);
    return broker;
  }

  private void serve() {
    try {
      for (int i = 0; ; i++) {
        try (SocketChannel channel = server.accept()) {
          readRequest(channel);
          answer(channel, STREAMS.get(Math.min(i, STREAMS.size() - 1)));
        }
      }
    } catch (ClosedChannelException e) {
      // closed: the training is over
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void readRequest(SocketChannel channel) throws IOException {
    StringBuilder seen = new StringBuilder();
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    int wanted = Integer.MAX_VALUE;
    while (seen.length() < wanted && channel.read(buffer) >= 0) {
      seen.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
      buffer.clear();
      int head = seen.indexOf("\r\n\r\n");
      if (head >= 0) {
        wanted = head + 4 + contentLength(seen.substring(0, head));
      }
    }
  }

  private static int contentLength(String head) {
    return head.lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  private static void answer(SocketChannel channel, String stream) throws IOException {
    String response =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
            + (stream + "data: [DONE]\n\n");
    ByteBuffer out = ByteBuffer.wrap(response.getBytes(StandardCharsets.UTF_8));
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
