package dev.oxydra.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a connection has received and its thread has not handled yet, in order. While there is too
 * much, the socket is not read.
 */
final class Inbound {
  private static final int MAX_FRAMES = 64;
  private static final long MAX_BYTES = 1 << 20;

  /** Something received. */
  sealed interface Item {
    /** A text frame, still as bytes; whoever takes it releases it. */
    record Text(ByteBuf utf8) implements Item {}

    record Binary() implements Item {}

    /** The connection is gone. */
    record End() implements Item {}
  }

  private final Channel channel;
  private final Deque<Item> items = new ArrayDeque<>();
  private long bytes;
  private boolean ended;

  Inbound(Channel channel) {
    this.channel = channel;
  }

  /** Called by the event loop. */
  synchronized void add(Item item) {
    if (ended) {
      release(item);
      return;
    }
    items.add(item);
    bytes += size(item);
    if (items.size() >= MAX_FRAMES || bytes >= MAX_BYTES) {
      channel.config().setAutoRead(false);
    }
    notifyAll();
  }

  /** Drops what was not handled; {@link #take} gives the end from now on. */
  synchronized void end() {
    ended = true;
    items.forEach(Inbound::release);
    items.clear();
    notifyAll();
  }

  /** Waits for the next one. */
  synchronized Item take() throws InterruptedException {
    while (items.isEmpty() && !ended) {
      wait();
    }
    if (ended) {
      return new Item.End();
    }
    Item item = items.remove();
    bytes -= size(item);
    if (items.size() <= MAX_FRAMES / 2 && bytes <= MAX_BYTES / 2) {
      channel.config().setAutoRead(true);
    }
    return item;
  }

  private static long size(Item item) {
    return item instanceof Item.Text text ? text.utf8().readableBytes() : 0;
  }

  private static void release(Item item) {
    if (item instanceof Item.Text text) {
      text.utf8().release();
    }
  }
}
