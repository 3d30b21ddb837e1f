package dev.oxydra.runner.broker;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A request's body as it comes in. */
final class RequestBody extends InputStream {
  private final Inbox inbox;
  private final long limit;
  private final Runnable progress;
  private volatile @Nullable HttpContent current;
  private volatile boolean last;
  private volatile long count;
  private volatile boolean tooLarge;

  /**
   * @param limit after how many bytes reading fails
   * @param progress is run when something was read
   */
  RequestBody(Inbox inbox, long limit, Runnable progress) {
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
    return last && current == null;
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

  private @Nullable HttpContent nextContent() throws IOException {
    if (last) {
      return null;
    }
    HttpObject object = inbox.take();
    if (!(object instanceof HttpContent content) || object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(object);
      throw new IOException("The request's body is not HTTP");
    }
    last = content instanceof LastHttpContent;
    current = content;
    return content;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written under this object's lock only.
  private void count(int read) throws IOException {
    progress.run();
    count += read;
    if (count > limit) {
      tooLarge = true;
      throw new IOException("The request's body is larger than " + limit + " bytes");
    }
  }
}
