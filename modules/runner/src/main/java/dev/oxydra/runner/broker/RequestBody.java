package dev.oxydra.runner.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A request's body as it comes in. */
final class RequestBody extends InputStream {
  /** How much of a body that is sent on is remembered. */
  private static final int BEGINNING_BYTES = 4 * 1024;

  private final Inbox inbox;
  private final long limit;
  private final LongPredicate progress;
  private final Deque<HttpContent> ahead = new ArrayDeque<>();
  private final ByteArrayOutputStream beginning = new ByteArrayOutputStream();
  private volatile @Nullable HttpContent current;
  private volatile boolean last;
  private boolean peeked;
  private volatile long count;
  private volatile boolean tooLarge;

  /**
   * @param limit after how many bytes reading fails
   * @param progress is told how many bytes were read; when it says false, reading fails
   */
  RequestBody(Inbox inbox, long limit, LongPredicate progress) {
    this.inbox = inbox;
    this.limit = limit;
    this.progress = progress;
  }

  @Override
  public synchronized int read(byte[] to, int offset, int length) throws IOException {
    while (true) {
      HttpContent content = current != null ? current : nextContent();
      if (content == null) {
        return -1;
      }
      ByteBuf bytes = content.content();
      int read = Math.min(length, bytes.readableBytes());
      bytes.readBytes(to, offset, read);
      if (!bytes.isReadable()) {
        content.release();
        current = null;
      }
      if (read > 0 || length == 0) {
        if (!peeked && beginning.size() < BEGINNING_BYTES) {
          remember(to, offset, read, BEGINNING_BYTES);
        }
        count(read);
        return read;
      }
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Waits for the body's beginning, which can be read all the same.
   *
   * @param most after how many bytes it is waited no longer
   */
  synchronized void peek(int most) throws IOException {
    while (!last && beginning.size() < most) {
      HttpContent content = received();
      if (content != null) {
        ahead.add(content);
        ByteBuf bytes = content.content();
        remember(ByteBufUtil.getBytes(bytes), 0, bytes.readableBytes(), most);
        peeked = true;
      }
    }
  }

  /** What is known of how the body begins: what {@link #peek} has seen, else what was read. */
  synchronized byte[] beginning() {
    return beginning.toByteArray();
  }

  private void remember(byte[] bytes, int offset, int length, int most) {
    beginning.write(bytes, offset, Math.min(length, most - beginning.size()));
  }

  /** How many bytes were read. */
  long count() {
    return count;
  }

  /** Whether reading failed because of the limit. */
  boolean tooLarge() {
    return tooLarge;
  }

  /** Whether all of it was read. Doesn't wait for a thread that reads. */
  boolean complete() {
    return last && current == null && ahead.isEmpty();
  }

  /**
   * Throws away what is left of the request, so that the guest can read the answer and the next
   * request be read.
   *
   * @return whether that was no more than {@code most} bytes
   */
  synchronized boolean drain(long most) throws IOException {
    long left = most;
    while (left >= 0) {
      HttpContent content = current != null ? current : nextContent();
      current = null;
      if (content == null) {
        return true;
      }
      left -= content.content().readableBytes();
      content.release();
    }
    return false;
  }

  /** Gives back what was received and nobody has read. */
  synchronized void release() {
    if (current != null) {
      current.release();
      current = null;
    }
    ahead.forEach(HttpContent::release);
    ahead.clear();
  }

  private @Nullable HttpContent nextContent() throws IOException {
    current = ahead.isEmpty() ? received() : ahead.remove();
    return current;
  }

  private @Nullable HttpContent received() throws IOException {
    if (last) {
      return null;
    }
    HttpObject object = inbox.take();
    if (!(object instanceof HttpContent content) || object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(object);
      throw new IOException("The request's body is not HTTP");
    }
    last = content instanceof LastHttpContent;
    return content;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written under this object's lock only.
  private void count(int read) throws IOException {
    count += read;
    if (!progress.test(read)) {
      throw new IOException("The guest may send no more today");
    }
    if (count > limit) {
      tooLarge = true;
      throw new IOException("The request's body is larger than " + limit + " bytes");
    }
  }
}
