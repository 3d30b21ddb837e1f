package dev.oxydra.runner.broker;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;

/** Writes to a guest at the guest's pace. */
final class GuestWriter {
  private final Channel channel;

  GuestWriter(Channel channel) {
    this.channel = channel;
  }

  /**
   * Sends at once; returns when it makes sense to send more.
   *
   * @throws IOException when the guest has gone
   */
  void send(HttpObject object) throws IOException {
    ChannelFuture written = channel.writeAndFlush(object);
    if (!channel.isWritable() || object instanceof LastHttpContent) {
      await(written);
    }
  }

  void send(byte[] bytes) throws IOException {
    if (bytes.length > 0) {
      send(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }
  }

  /** An answer that the broker has made itself. */
  void answer(byte[] json) throws IOException {
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(json));
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, json.length);
    send(answer);
  }

  /** The broker's own answer to what it doesn't do. */
  void refuse(Refusal refusal) throws IOException {
    byte[] body = refusal.body();
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, refusal.status(), Unpooled.wrappedBuffer(body));
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    answer.headers().set(Headers.REFUSAL, refusal.code());
    Long retryAfter = refusal.retryAfterSeconds();
    if (retryAfter != null) {
      answer.headers().set(HttpHeaderNames.RETRY_AFTER, retryAfter);
    }
    answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    send(answer);
  }

  /**
   * The proxy's own answer. Its status line says why too, since many a client shows nothing else of
   * it.
   */
  void refuseInWords(Refusal refusal, boolean last) throws IOException {
    String message = String.valueOf(refusal.getMessage());
    byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
    DefaultFullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            new HttpResponseStatus(refusal.status().code(), message),
            Unpooled.wrappedBuffer(body));
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    answer.headers().set(Headers.REFUSAL, refusal.code());
    answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    if (last) {
      answer.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    send(answer);
  }

  private static void await(ChannelFuture written) throws IOException {
    try {
      written.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("Interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (CancellationException e) {
      throw new IOException("The guest has gone", e);
    }
    if (!written.isSuccess()) {
      throw new IOException("The guest has gone", written.cause());
    }
  }
}
