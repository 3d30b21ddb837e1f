package dev.oxydra.gateway;

import dev.oxydra.types.ServerFrame;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is sent on one connection, in order. Frames that somebody adds wait here, and who adds many
 * waits for room first; when none waits, the event loop asks the source for more, as long as the
 * socket takes it. Safe for use by any thread; the event loop does the writing.
 */
final class Outbound implements Runnable {
  /** Room is there while fewer frames and bytes than these wait. */
  private static final int ROOM_FRAMES = 256;

  private static final long ROOM_BYTES = 1 << 20;

  /** Where frames come from that nobody adds. */
  interface Source {
    /**
     * The next one as a {@link WebSocketText}; null while there is none. Called by the event loop.
     */
    byte @Nullable [] pull();
  }

  private final Channel channel;
  private final SocketWriter writer;

  /** Null while nothing waits, so that a connection that is silent has none. */
  private @Nullable Deque<byte[]> queue;

  private @Nullable WebSocketCloseStatus closeStatus;
  private volatile @Nullable Source source;
  private long queuedBytes;
  private boolean closing;
  private boolean drainScheduled;

  /** What the socket had yet to take when it was last looked at, and since when. */
  private long stuckWith;

  private long stuckSince;

  /**
   * @param sent counts the frames
   */
  Outbound(Channel channel, LongAdder sent) {
    this.channel = channel;
    this.writer = new SocketWriter(channel, sent);
  }

  /** Where frames come from from now on. */
  void source(Source source) {
    this.source = source;
  }

  /**
   * Waits until there is room.
   *
   * @param abandoned is asked after each {@link #wakeWaiting()}
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
    return queue == null || (queue.size() < ROOM_FRAMES && queuedBytes < ROOM_BYTES);
  }

  /** Lets those who wait for room ask whether they still want it. */
  synchronized void wakeWaiting() {
    notifyAll();
  }

  /** Adds a frame, even when there is no room. */
  void add(ServerFrame frame) {
    add(WebSocketText.of(frame));
  }

  /** Adds a {@link WebSocketText}. */
  synchronized void add(byte[] text) {
    if (closing) {
      return;
    }
    if (queue == null) {
      queue = new ArrayDeque<>(4);
    }
    queue.add(text);
    queuedBytes += text.length;
    wake();
  }

  /** Has the event loop look whether there is something to send. */
  synchronized void wake() {
    if (drainScheduled) {
      return;
    }
    drainScheduled = true;
    try {
      channel.eventLoop().execute(this);
    } catch (RejectedExecutionException e) {
      closing = true; // the gateway has closed; who has something to tell must not suffer from that
    }
  }

  /** Closes the connection when all that waits is sent. */
  synchronized void close(WebSocketCloseStatus status) {
    if (!closing) {
      closing = true;
      closeStatus = status;
      notifyAll();
      wake();
    }
  }

  /** Closes the connection without sending what waits: it takes nothing. */
  void closeStuck() {
    closeNow(
        new WebSocketCloseStatus(
            WebSocketCloseStatus.TRY_AGAIN_LATER.code(),
            "too slow: connect again and resume from the last seq"));
  }

  /** Closes the connection without sending what waits. */
  void closeNow(WebSocketCloseStatus status) {
    if (closed()) {
      channel.eventLoop().execute(() -> writer.close(status));
    }
  }

  /**
   * The connection is gone: nothing is added any more, and nobody waits.
   *
   * @return false when it was before
   */
  synchronized boolean closed() {
    boolean open = !closing || queue != null || closeStatus != null;
    closing = true;
    closeStatus = null;
    queue = null;
    source = null;
    queuedBytes = 0;
    notifyAll();
    return open;
  }

  /**
   * How long something has been waiting without the socket having taken any of it, in nanoseconds.
   * Called by the event loop, now and then.
   */
  long stuckNanos(long now) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    // What is partly written counts as a whole until the rest is.
    long left = pending == 0 ? 0 : pending - buffer.currentProgress();
    if (pending == 0 || left != stuckWith) {
      stuckWith = left;
      stuckSince = now;
    }
    return now - stuckSince;
  }

  /** Writes as much as the socket takes. Called by the event loop. */
  @Override
  public void run() {
    begin();
    boolean written = false;
    while (channel.isWritable()) {
      byte[] next = next();
      if (next == null) {
        break;
      }
      writer.text(next);
      written = true;
    }
    WebSocketCloseStatus status = channel.isWritable() ? takeClose() : null;
    if (status != null) {
      writer.close(status);
    } else if (written) {
      channel.flush();
    }
  }

  private byte @Nullable [] next() {
    byte[] waiting = poll();
    if (waiting != null) {
      return waiting;
    }
    Source from = source;
    return from == null ? null : from.pull();
  }

  private synchronized void begin() {
    drainScheduled = false;
  }

  private synchronized byte @Nullable [] poll() {
    if (queue == null) {
      return null;
    }
    byte[] next = queue.remove();
    queuedBytes -= next.length;
    boolean empty = queue.isEmpty();
    if (empty) {
      queue = null;
    }
    if (hasRoom()) {
      notifyAll();
    }
    return next;
  }

  private synchronized @Nullable WebSocketCloseStatus takeClose() {
    WebSocketCloseStatus status = queue == null ? closeStatus : null;
    if (status != null) {
      closeStatus = null;
      source = null;
    }
    return status;
  }
}
