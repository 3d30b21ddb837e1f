package dev.oxydra.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads the sockets of many clients with one thread, which looks at no more of a frame than it
 * must, so that a measurement holds little of the client's time.
 */
final class ManyClients implements AutoCloseable {
  private static final byte[] DELTA = ascii("{\"type\":\"assistant_delta\"");
  private static final byte[] EVENT = ascii("{\"type\":\"event\"");
  private static final byte[] REPLAYED = ascii("{\"type\":\"replay_complete\"");
  private static final byte[] COMPLETED = ascii("{\"type\":\"turn_completed\"");
  private static final byte[] ERROR = ascii("{\"type\":\"error\"");
  private static final int PATIENCE_SECONDS = 120;

  private final Selector selector = Selector.open();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
  private final Deliveries deliveries = new Deliveries();
  private long completed;
  private long events;
  private long replayed;
  private long frames;

  ManyClients() throws IOException {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Reads what comes for this client from now on. */
  void add(SmallClient client) throws IOException {
    SocketChannel channel = client.channel();
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
  }

  Deliveries deliveries() {
    return deliveries;
  }

  /** How many turns have been completed. */
  long completed() {
    return completed;
  }

  /** How many {@code event} frames have come. */
  long events() {
    return events;
  }

  /** How many replays are complete. */
  long replayed() {
    return replayed;
  }

  /** How many frames with deltas have come. */
  long frames() {
    return frames;
  }

  void clear() {
    deliveries.clear();
    completed = 0;
    events = 0;
    replayed = 0;
    frames = 0;
  }

  /** Reads until something is so. */
  void readUntil(BooleanSupplier done) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("It did not happen within " + PATIENCE_SECONDS + " s");
      }
      selector.select(1000);
      for (SelectionKey key : selector.selectedKeys()) {
        read(key);
      }
      selector.selectedKeys().clear();
    }
  }

  /** The beginning of a frame of which the rest has not come is kept with the key. */
  private void read(SelectionKey key) throws IOException {
    buffer.clear();
    if (key.attachment() instanceof byte[] begun) {
      buffer.put(begun);
      key.attach(null);
    }
    if (((SocketChannel) key.channel()).read(buffer) < 0) {
      throw new IOException("The gateway closed a connection");
    }
    long now = System.nanoTime();
    buffer.flip();
    while (frame(now)) {}
    if (buffer.hasRemaining()) {
      byte[] rest = new byte[buffer.remaining()];
      buffer.get(rest);
      key.attach(rest);
    }
  }

  /** Takes a whole frame from the buffer if there is one. RFC 6455, section 5.2. */
  private boolean frame(long now) {
    int at = buffer.position();
    if (buffer.remaining() < 4) {
      return false;
    }
    int length = buffer.get(at + 1);
    int head = 2;
    if (length == 126) {
      length = buffer.getShort(at + 2) & 0xffff;
      head = 4;
    } else if (length == 127) {
      if (buffer.remaining() < 10) {
        return false;
      }
      length = (int) buffer.getLong(at + 2);
      head = 10;
    }
    if (buffer.remaining() < head + length) {
      return false;
    }
    payload(at + head, at + head + length, now);
    buffer.position(at + head + length);
    return true;
  }

  private void payload(int from, int to, long now) {
    if (begins(DELTA, from, to)) {
      frames++;
      delta(to - 4, now);
    } else if (begins(EVENT, from, to)) {
      events++;
    } else if (begins(REPLAYED, from, to)) {
      replayed++;
    } else if (begins(COMPLETED, from, to)) {
      completed++;
    } else if (begins(ERROR, from, to)) {
      throw new IllegalStateException(
          new String(buffer.array(), from, to - from, StandardCharsets.UTF_8));
    }
  }

  private boolean begins(byte[] wanted, int from, int to) {
    if (to - from < wanted.length) {
      return false;
    }
    // From the end, where the types differ.
    for (int i = wanted.length - 1; i >= 0; i--) {
      if (buffer.get(from + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** The times in a delta, from its last character back to the quote before its first. */
  private void delta(int last, long now) {
    long time = 0;
    long place = 1;
    for (int i = last; ; i--) {
      int c = buffer.get(i);
      if (c >= '0' && c <= '9') {
        time += (c - '0') * place;
        place *= 10;
        continue;
      }
      if (time > 0) {
        deliveries.add(time, now);
        time = 0;
      }
      place = 1;
      if (c == '"') {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
