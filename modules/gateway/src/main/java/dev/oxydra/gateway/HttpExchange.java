package dev.oxydra.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The way back to the client of one HTTP request. Answers are written at the client's pace, and a
 * client that takes nothing for too long is dropped. An answer ends the connection. Safe for use by
 * any thread but the event loop, which must not wait.
 */
final class HttpExchange {
  private static final int PIECE = 32 << 10;

  /** How long a client that still sends may take to notice its answer, in milliseconds. */
  private static final long LINGER = 2000;

  private final Channel channel;
  private final boolean chunks;
  private final Duration stall;
  private final List<Runnable> whenEnding = new ArrayList<>();
  private boolean gone;
  private boolean ending;

  /**
   * @param chunks whether the client knows the chunked encoding: HTTP/1.1
   * @param stall how long it may take nothing
   */
  HttpExchange(Channel channel, boolean chunks, Duration stall) {
    this.channel = channel;
    this.chunks = chunks;
    this.stall = stall;
  }

  /**
   * Calls {@code action} when the client has gone or the gateway closes, at once when that has
   * happened. It must not block.
   */
  void onEnd(Runnable action) {
    synchronized (this) {
      if (!ending) {
        whenEnding.add(action);
        return;
      }
    }
    action.run();
  }

  /** The client has gone. Called by the event loop. */
  void gone() {
    synchronized (this) {
      gone = true;
    }
    finish();
  }

  /** Ends an answer that has no end of its own. */
  void finish() {
    List<Runnable> actions;
    synchronized (this) {
      ending = true;
      actions = List.copyOf(whenEnding);
      whenEnding.clear();
      notifyAll();
    }
    actions.forEach(Runnable::run);
  }

  /** The socket takes more. Called by the event loop. */
  synchronized void writable() {
    notifyAll();
  }

  /** Waits until the answer is to end or the time is over; tells whether it is to end. */
  synchronized boolean awaitEnd(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); !ending && left > 0; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return ending;
  }

  /** Sends an answer and ends the connection. */
  void send(HttpAnswer answer) throws InterruptedException {
    switch (answer) {
      case HttpAnswer.Whole whole -> send(whole);
      case HttpAnswer.Streamed streamed -> {
        begin(streamed, -1);
        streamed.body().writeTo(this);
      }
    }
    end(true);
  }

  private void send(HttpAnswer.Whole whole) throws InterruptedException {
    byte[] body = whole.body();
    begin(whole, body.length);
    boolean open = true;
    for (int at = 0; open && at < body.length; at += PIECE) {
      open = write(Unpooled.wrappedBuffer(body, at, Math.min(PIECE, body.length - at)));
    }
  }

  /**
   * Sends a short answer from the event loop and ends the connection.
   *
   * @param complete whether the whole request has been read
   */
  void sendNow(HttpAnswer.Whole whole, boolean complete) {
    begin(whole, whole.body().length);
    var _ =
        channel.write(
            new DefaultHttpContent(Unpooled.wrappedBuffer(whole.body())), channel.voidPromise());
    end(complete);
  }

  private void begin(HttpAnswer answer, long length) {
    HttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.headers());
    head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (length >= 0) {
      head.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
    } else if (chunks) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    var _ = channel.writeAndFlush(head, channel.voidPromise());
  }

  /**
   * Writes part of an answer, when the socket has room.
   *
   * @return false when the client has gone, or has taken nothing for too long
   */
  boolean write(ByteBuf piece) throws InterruptedException {
    if (!awaitWritable()) {
      piece.release();
      return false;
    }
    var _ = channel.writeAndFlush(new DefaultHttpContent(piece), channel.voidPromise());
    return true;
  }

  private synchronized boolean awaitWritable() throws InterruptedException {
    long end = System.nanoTime() + stall.toNanos();
    while (!gone && !channel.isWritable()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        var _ = channel.close();
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !gone;
  }

  /**
   * Closes the connection when all has been sent. A socket that is closed with something unread
   * resets the connection, and the client may lose its answer: then its end is waited for, a while.
   */
  private void end(boolean complete) {
    var sent = channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    sent.addListener(done -> {
      if (complete || !done.isSuccess() || !(channel instanceof DuplexChannel duplex)) {
        var _ = channel.close();
      } else {
        var _ = duplex.shutdownOutput();
        closeIn(LINGER);
      }
    });
    closeIn(stall.toMillis());
  }

  private void closeIn(long millis) {
    var closing = channel.eventLoop().schedule(this::drop, millis, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(closed -> closing.cancel(false));
  }

  /** Drops the connection. */
  void drop() {
    var _ = channel.close();
  }
}
