package dev.oxydra.provider;

import dev.langchain4j.http.client.HttpRequest;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpChunkedInput;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.stream.ChunkedStream;
import java.net.URI;

/** Puts a request on the wire, in pieces, so that a large body needs little direct memory. */
final class RequestWriter {
  private static final int PIECE = 64 << 10;

  private RequestWriter() {}

  /** Doesn't wait; a failure shows when the answer is read. */
  static void write(Channel channel, HttpRequest request, RequestBody body) {
    URI url = URI.create(request.url());
    DefaultHttpRequest head =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(request.method().name()), target(url));
    request.headers().forEach(head.headers()::set);
    head.headers()
        // The broker adds the key; what is here can only be a placeholder or a mistake.
        .remove(HttpHeaderNames.AUTHORIZATION)
        .set(HttpHeaderNames.HOST, url.getRawAuthority())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
        .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length());
    var _ = channel.write(head);
    var unusedBody =
        channel.writeAndFlush(new HttpChunkedInput(new ChunkedStream(body.open(), PIECE)));
  }

  private static String target(URI url) {
    String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
