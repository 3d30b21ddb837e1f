package dev.oxydra.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

/** The body of a request on its way, within its own bound and that of all together. */
final class RequestBody {
  private static final int FIRST = 256;

  /** How much must come in each while, in bytes. */
  private static final long PROGRESS = 16 << 10;

  private final HttpService service;
  private final long max;
  private final ByteBuf bytes;
  private long looked;

  RequestBody(HttpService service, long max) {
    this.service = service;
    this.max = max;
    // The pieces are copied: each may be a byte of a buffer of many.
    this.bytes = Unpooled.buffer(FIRST);
  }

  /**
   * Takes the next piece.
   *
   * @throws HttpRefusal when that is too much
   */
  void add(HttpContent content) {
    if (!content.decoderResult().isSuccess()) {
      throw new HttpRefusal(HttpResponseStatus.BAD_REQUEST, "The body is malformed");
    }
    int length = content.content().readableBytes();
    requireLength(received() + length, max);
    if (!service.take(length)) {
      throw new HttpRefusal(
              HttpResponseStatus.SERVICE_UNAVAILABLE, "Too many large requests at once")
          .with(HttpHeaderNames.RETRY_AFTER, "5");
    }
    bytes.writeBytes(content.content());
  }

  static void requireLength(long length, long max) {
    if (length > max) {
      throw new HttpRefusal(
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          "A body of %d bytes; here it may have %d".formatted(length, max));
    }
  }

  private long received() {
    return bytes.writerIndex();
  }

  /** Whether too little has come since this was asked last. */
  boolean isSlow() {
    boolean slow = received() - looked < PROGRESS;
    looked = received();
    return slow;
  }

  /** Valid until it is discarded. */
  ByteBuf bytes() {
    return bytes;
  }

  void discard() {
    service.giveBack(received());
    bytes.release();
  }
}
