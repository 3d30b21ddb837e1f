package dev.oxydra.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a connection has received and nobody has handled yet, in order. While there is something, a
 * virtual thread handles it; while there is too much, the socket is not read.
 */
final class Inbound {
  private static final int MAX_FRAMES = 64;
  private static final long MAX_BYTES = 1 << 20;

  /** Something received. */
  sealed interface Item {
    /** A text frame, still as bytes; whoever takes it releases it. */
    record Text(ByteBuf utf8) implements Item {}

    record Binary() implements Item {}

    /** The connection is gone: the last item. */
    record End() implements Item {}
  }

  private final Channel channel;

  /** Null while nothing waits, so that a connection that is silent has none. */
  private @Nullable Deque<Item> items;

  private @Nullable Runnable handler;
  private boolean handling;
  private long bytes;
  private boolean ended;

  Inbound(Channel channel) {
    this.channel = channel;
  }

  /** Who takes the items: one virtual thread at a time, until there are none. */
  synchronized void handler(Runnable handler) {
    this.handler = handler;
  }

  /** Called by the event loop. */
  synchronized void add(Item item) {
    if (ended) {
      release(item);
      return;
    }
    if (items == null) {
      items = new ArrayDeque<>(4);
    }
    items.add(item);
    bytes += size(item);
    if (items.size() >= MAX_FRAMES || bytes >= MAX_BYTES) {
      channel.config().setAutoRead(false);
    }
    handle();
  }

  private void handle() {
    if (!handling && handler != null) {
      handling = true;
      Thread.ofVirtual().name("gateway-" + channel.id().asShortText()).start(handler);
    }
  }

  /** Drops what was not handled; the end is what comes next. */
  synchronized void end() {
    if (!ended) {
      ended = true;
      if (items != null) {
        items.forEach(Inbound::release);
      }
      items = new ArrayDeque<>(1);
      items.add(new Item.End());
      handle();
    }
  }

  /** The next one; null when there is none now, and the thread that asked must end. */
  synchronized @Nullable Item take() {
    if (items == null) {
      handling = false;
      return null;
    }
    Item item = items.remove();
    bytes -= size(item);
    if (!ended && items.size() <= MAX_FRAMES / 2 && bytes <= MAX_BYTES / 2) {
      channel.config().setAutoRead(true);
    }
    if (items.isEmpty()) {
      items = null;
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
