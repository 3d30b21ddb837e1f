package dev.oxydra.gateway;

import dev.oxydra.types.FrameCodec;
import dev.oxydra.types.ServerFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent on one connection, in order. Whoever can wait, waits for room first; live
 * updates can't, so the texts of adjacent deltas are joined, and a connection where too much of
 * them waits is closed. Safe for use by any thread; the event loop does the writing.
 */
final class Outbound {
  /** Room is there while fewer frames and bytes than these wait. */
  private static final int ROOM_FRAMES = 256;

  private static final long ROOM_BYTES = 1 << 20;

  private final Channel channel;
  private final SocketWriter writer;
  private final Backlog backlog;
  private final Deque<Waiting> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean closing;
  private boolean drainScheduled;
  private long progressAt = System.nanoTime();

  /** What waits: a text that is ready, a delta that may grow, or the close frame. */
  private sealed interface Waiting {
    record Text(ByteBuf utf8) implements Waiting {}

    record Delta(ServerFrame.AssistantDelta first, StringBuilder text) implements Waiting {}

    record LiveText(ByteBuf utf8) implements Waiting {}

    record Close(WebSocketCloseStatus status) implements Waiting {}
  }

  Outbound(Channel channel, Backlog backlog) {
    this.channel = channel;
    this.writer = new SocketWriter(channel);
    this.backlog = backlog;
  }

  /**
   * Waits until there is room.
   *
   * @param abandoned is asked after each {@link #wake()}
   * @return false when there will be none: the connection is closing, or the wait was abandoned
   */
  synchronized boolean awaitRoom(BooleanSupplier abandoned) {
    try {
      while (!closing && !abandoned.getAsBoolean() && !hasRoom()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !closing && !abandoned.getAsBoolean();
  }

  private boolean hasRoom() {
    return queue.size() < ROOM_FRAMES && queuedBytes < ROOM_BYTES;
  }

  synchronized void wake() {
    notifyAll();
  }

  /** Adds a frame, even when there is no room. */
  void add(ServerFrame frame) {
    ByteBuf utf8 = encode(frame);
    synchronized (this) {
      if (!closing) {
        push(new Waiting.Text(utf8), utf8.readableBytes());
      }
    }
  }

  /** Adds a live update that is not a delta. */
  void addLive(ServerFrame frame) {
    ByteBuf utf8 = encode(frame);
    synchronized (this) {
      if (!closing && backlog.add(utf8.readableBytes())) {
        push(new Waiting.LiveText(utf8), utf8.readableBytes());
        return;
      }
    }
    closeSlow();
  }

  /** Adds a delta, or its text to the delta that waits as the last. */
  void addLive(ServerFrame.AssistantDelta delta) {
    synchronized (this) {
      if (closing) {
        return;
      }
      boolean grown =
          queue.peekLast() instanceof Waiting.Delta last
              && last.first().turn().equals(delta.turn())
              && last.first().requestId().equals(delta.requestId());
      if (grown ? backlog.grow(delta.delta().length()) : backlog.add(delta.delta().length())) {
        append(delta, grown);
        return;
      }
    }
    closeSlow();
  }

  private void append(ServerFrame.AssistantDelta delta, boolean grown) {
    if (grown && queue.peekLast() instanceof Waiting.Delta last) {
      last.text().append(delta.delta());
      queuedBytes += delta.delta().length();
    } else {
      push(new Waiting.Delta(delta, new StringBuilder(delta.delta())), delta.delta().length());
    }
  }

  private void push(Waiting waiting, long size) {
    if (queue.isEmpty()) {
      progressAt = System.nanoTime();
    }
    queue.add(waiting);
    queuedBytes += size;
    if (!drainScheduled) {
      drainScheduled = true;
      channel.eventLoop().execute(this::drain);
    }
  }

  /** Closes the connection when all that waits is sent. */
  synchronized void close(WebSocketCloseStatus status) {
    if (!closing) {
      push(new Waiting.Close(status), 0);
      closing = true;
      notifyAll();
    }
  }

  /** Closes the connection without sending what waits: it reads too slowly. */
  void closeSlow() {
    closeNow(
        new WebSocketCloseStatus(
            WebSocketCloseStatus.TRY_AGAIN_LATER.code(),
            "too slow: connect again and resume from the last seq"));
  }

  /** Closes the connection without sending what waits. */
  void closeNow(WebSocketCloseStatus status) {
    synchronized (this) {
      if (closing && queue.isEmpty()) {
        return;
      }
      closing = true;
      queue.clear();
      queuedBytes = 0;
      notifyAll();
    }
    channel.eventLoop().execute(() -> writer.close(status));
  }

  /** The connection is gone: nothing is added any more, and nobody waits. */
  synchronized void closed() {
    closing = true;
    queue.clear();
    queuedBytes = 0;
    notifyAll();
  }

  /** How long something has been waiting without any being sent, in nanoseconds. */
  synchronized long stalledNanos() {
    return queue.isEmpty() ? 0 : System.nanoTime() - progressAt;
  }

  /** Writes as much as the socket takes. Called by the event loop. */
  void drain() {
    boolean written = false;
    while (channel.isWritable()) {
      Waiting next = poll();
      if (next == null) {
        break;
      }
      write(next);
      written = true;
    }
    if (written) {
      channel.flush();
    }
  }

  private synchronized @Nullable Waiting poll() {
    drainScheduled = false;
    Waiting next = queue.poll();
    if (next == null) {
      return null;
    }
    progressAt = System.nanoTime();
    switch (next) {
      case Waiting.Text text -> queuedBytes -= text.utf8().readableBytes();
      case Waiting.LiveText text -> {
        queuedBytes -= text.utf8().readableBytes();
        backlog.remove(text.utf8().readableBytes());
      }
      case Waiting.Delta delta -> {
        queuedBytes -= delta.text().length();
        backlog.remove(delta.text().length());
      }
      case Waiting.Close close -> {}
    }
    if (hasRoom()) {
      notifyAll();
    }
    return next;
  }

  private void write(Waiting waiting) {
    switch (waiting) {
      case Waiting.Text text -> writer.text(text.utf8());
      case Waiting.LiveText text -> writer.text(text.utf8());
      case Waiting.Delta delta -> {
        ServerFrame.AssistantDelta first = delta.first();
        writer.text(
            encode(
                new ServerFrame.AssistantDelta(
                    first.requestId(), first.session(), first.turn(), delta.text().toString())));
      }
      case Waiting.Close close -> writer.close(close.status());
    }
  }

  /** Plain heap buffers: those that are never sent are the garbage collector's. */
  private static ByteBuf encode(ServerFrame frame) {
    return Unpooled.wrappedBuffer(FrameCodec.encode(frame).getBytes(StandardCharsets.UTF_8));
  }
}
