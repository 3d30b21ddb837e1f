package dev.oxydra.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A provider on this machine: {@code /small} is answered at once, {@code /stream} with events. */
final class AnswerServer implements AutoCloseable {
  private static final byte[] EVENT =
      "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\" some words\"}}]}\n\n"
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] SMALL =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final int blockEvents;
  private final int blocks;
  private final long gapNanos;

  /**
   * @param blockEvents how many events are written at once
   * @param blocks how often
   * @param gapNanos between two of these; 0 for as fast as they are read
   */
  AnswerServer(int blockEvents, int blocks, long gapNanos) throws IOException {
    this.server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    this.blockEvents = blockEvents;
    this.blocks = blocks;
    this.gapNanos = gapNanos;
    Thread.ofPlatform().daemon().name("answer-server").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The body of {@code /stream}. */
  long streamBytes() {
    return (long) EVENT.length * blockEvents * blocks;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = server.accept();
        client.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().name("answer-writer").start(() -> serve(client));
      }
    } catch (IOException closed) {
      return; // The measurement is over.
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      for (String head = SmallHttp.head(in); head != null; head = SmallHttp.head(in)) {
        in.skipNBytes(SmallHttp.length(head));
        if (head.contains("/stream")) {
          stream(out);
        } else {
          out.write(SMALL);
        }
      }
    } catch (IOException | InterruptedException gone) {
      return;
    }
  }

  private void stream(OutputStream out) throws IOException, InterruptedException {
    byte[] block = new byte[EVENT.length * blockEvents];
    for (int i = 0; i < blockEvents; i++) {
      System.arraycopy(EVENT, 0, block, i * EVENT.length, EVENT.length);
    }
    out.write(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: %d\r\n\r\n"
            .formatted(streamBytes())
            .getBytes(StandardCharsets.US_ASCII));
    long begin = System.nanoTime();
    for (int i = 0; i < blocks; i++) {
      for (long left; (left = begin + i * gapNanos - System.nanoTime()) > 0; ) {
        Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
      }
      out.write(block);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
