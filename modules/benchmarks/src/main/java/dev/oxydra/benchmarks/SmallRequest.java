package dev.oxydra.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A request that nobody looks at. */
final class SmallRequest {
  private SmallRequest() {}

  /** Reads one to its end, which its {@code Content-Length} tells. */
  static void skip(SocketChannel channel) throws IOException {
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
}
