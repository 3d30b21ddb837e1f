package dev.oxydra.provider;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hands an answer from the event loop to one thread. The socket is read once ahead of it, so no
 * more than two reads' worth of bytes is ever held.
 */
final class SignalQueue extends ChannelInboundHandlerAdapter {
  private static final byte[] NOTHING = {};

  private final LinkedBlockingQueue<Signal> queue = new LinkedBlockingQueue<>();
  private volatile @Nullable ChannelHandlerContext context;
  // This belongs to the thread that waits: whether the event loop was told to read since it took
  // the last signal.
  private boolean ahead;
  // These belong to the event loop.
  private boolean wanted;
  private boolean interim;
  private boolean ended;
  private byte[] gathered = NOTHING;
  private int gatheredLength;

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /**
   * Waits for the next signal; null when none comes in time.
   *
   * @throws InterruptedException when the waiting thread is interrupted
   */
  @Nullable Signal next(Duration patience) throws InterruptedException {
    Signal ready = queue.poll();
    if (ready == null) {
      if (!ahead && !readOn()) {
        return new Signal.Broken(new IOException("the provider is closed"));
      }
      ready = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    }
    // The next bytes come in while these are looked at.
    ahead = ready instanceof Signal.Chunk && readOn();
    return ready;
  }

  /** Lets the event loop read, unless it has something to hand over; false when it has ended. */
  private boolean readOn() {
    ChannelHandlerContext reader = Objects.requireNonNull(context, "not in a pipeline");
    try {
      reader.executor().execute(() -> want(reader));
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  private void want(ChannelHandlerContext reader) {
    if (queue.isEmpty() && !ended) {
      wanted = true;
      reader.read();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    try {
      if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
        put(
            new Signal.Broken(
                new MalformedHttpException("not HTTP/1.1", part.decoderResult().cause())));
        return;
      }
      if (message instanceof HttpResponse head) {
        // An interim answer, such as 100 Continue, is passed over: the real one follows.
        interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!interim) {
          put(new Signal.Head(head.status().code(), head.headers()));
        }
      }
      if (message instanceof HttpContent content && content.content().isReadable()) {
        gather(content.content());
      }
      if (message instanceof LastHttpContent && !interim) {
        put(new Signal.End());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /** A read may bring many small chunks, which are handed over together. */
  private void gather(ByteBuf content) {
    int length = content.readableBytes();
    int needed = gatheredLength + length;
    if (needed > gathered.length) {
      gathered = Arrays.copyOf(gathered, 2 * needed);
    }
    content.readBytes(gathered, gatheredLength, length);
    gatheredLength = needed;
  }

  private void handOver() {
    if (gatheredLength > 0) {
      byte[] bytes = Arrays.copyOf(gathered, gatheredLength);
      gatheredLength = 0;
      put(new Signal.Chunk(bytes));
    }
  }

  /** A read that brought no whole part is followed by another one. */
  @Override
  public void channelReadComplete(ChannelHandlerContext reader) {
    handOver();
    if (wanted && !ended) {
      reader.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext gone) {
    put(new Signal.Broken(new IOException("the connection was closed before the answer's end")));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
    put(
        new Signal.Broken(
            cause instanceof IOException e ? e : new IOException("the connection failed", cause)));
    var _ = failed.close();
  }

  private void put(Signal signal) {
    if (ended) {
      return;
    }
    handOver(); // What came before it.
    wanted = false;
    ended = signal instanceof Signal.End || signal instanceof Signal.Broken;
    queue.add(signal);
  }
}
