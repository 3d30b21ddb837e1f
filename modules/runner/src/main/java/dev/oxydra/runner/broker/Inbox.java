package dev.oxydra.runner.broker;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What has come in on one connection and nobody has taken yet; when it is a lot, the connection
 * isn't read on.
 */
final class Inbox {
  private static final long PAUSE_AT = 256 * 1024;

  /** What an object counts for besides its content. */
  private static final long OBJECT_BYTES = 256;

  private final Channel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<HttpObject> objects = new ArrayDeque<>();
  private long waiting;
  private boolean ended;
  private boolean finished;
  private boolean stopped;

  Inbox(Channel channel) {
    this.channel = channel;
  }

  /** Takes over the reference. */
  void put(HttpObject object) {
    lock.lock();
    try {
      if (ended) {
        ReferenceCountUtil.release(object);
        return;
      }
      objects.add(object);
      waiting += weight(object);
      if (waiting > PAUSE_AT) {
        channel.config().setAutoRead(false);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The next object, with its reference. */
  HttpObject take() throws IOException {
    lock.lock();
    try {
      while (objects.isEmpty()) {
        if (ended || finished) {
          throw new EOFException("The connection has ended");
        }
        changed.await();
      }
      HttpObject object = objects.remove();
      waiting -= weight(object);
      if (!stopped && waiting <= PAUSE_AT / 2 && !channel.config().isAutoRead()) {
        channel.config().setAutoRead(true);
      }
      return object;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("Interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      lock.unlock();
    }
  }

  /** The connection isn't read on, whatever is taken. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      channel.config().setAutoRead(false);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes; what is there can still be taken. */
  void finish() {
    lock.lock();
    try {
      finished = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more comes, and what is there is thrown away. */
  void end() {
    lock.lock();
    try {
      ended = true;
      objects.forEach(ReferenceCountUtil::release);
      objects.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static long weight(HttpObject object) {
    long content = object instanceof ByteBufHolder holder ? holder.content().readableBytes() : 0;
    return OBJECT_BYTES + content;
  }
}
