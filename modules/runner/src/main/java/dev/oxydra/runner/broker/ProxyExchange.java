package dev.oxydra.runner.broker;

import dev.oxydra.runner.config.ProxiedTool;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One request to the proxy, on the connection's thread: a tunnel, or a request that is forwarded.
 * No redirect is followed: the guest asks anew, and is checked anew.
 */
final class ProxyExchange {
  /** RFC 9110, 9.3.6. */
  private static final HttpResponseStatus ESTABLISHED =
      new HttpResponseStatus(200, "Connection established");

  private final ProxyAccess proxy;
  private final ProxyUse use;
  private final Channel channel;
  private final GuestConnection connection;
  private final HttpRequest request;
  private final GuestWriter guest;
  private final Outcome outcome;
  private final long maxBody;
  private final RequestBody body;
  private long tunnelled;

  ProxyExchange(
      GuestAccess access,
      Channel channel,
      GuestConnection connection,
      Inbox inbox,
      HttpRequest request,
      Outcome outcome) {
    this.proxy = access.proxy();
    this.use = access.proxyUse();
    this.channel = channel;
    this.connection = connection;
    this.request = request;
    this.guest = new GuestWriter(channel);
    this.outcome = outcome;
    this.maxBody = access.limits().maxRequestBody();
    this.body = new RequestBody(inbox, maxBody, () -> {});
  }

  long requestBytes() {
    return tunnelled + body.count();
  }

  /**
   * @return whether another request may follow on the connection
   * @throws IOException when the guest has gone, or has to see that the answer broke
   */
  boolean run() throws IOException {
    boolean tunnel = request.method().equals(HttpMethod.CONNECT);
    try {
      ProxiedTool tool = connection.tool(request.headers());
      ProxyTarget target = ProxyTarget.of(request);
      if (HttpUtil.getContentLength(request, 0L) > maxBody) {
        throw Refusal.tooLarge(maxBody);
      }
      use.admit();
      return connect(target, proxy.gate().admit(tool, target.host(), target.port()));
    } catch (Refusal refused) {
      Refusal refusal = body.tooLarge() ? Refusal.tooLarge(maxBody) : refused;
      outcome.verdict("refused:" + refusal.code());
      outcome.status(refusal.status().code());
      guest.refuseInWords(refusal, tunnel);
      return !tunnel && body.drain(maxBody) && HttpUtil.isKeepAlive(request);
    }
  }

  private boolean connect(ProxyTarget target, List<InetSocketAddress> addresses)
      throws Refusal, IOException {
    if (!proxy.places().tryAcquire()) {
      throw ProxyRefusals.tooMany(proxy.limits().maxConnections());
    }
    try {
      return target.path() == null ? tunnel(addresses) : forward(target, addresses);
    } finally {
      proxy.places().release();
    }
  }

  private boolean tunnel(List<InetSocketAddress> addresses) throws Refusal, IOException {
    body.drain(0);
    Channel server = new Dial(channel.eventLoop(), proxy.limits(), _ -> {}).first(addresses);
    Tunnel tunnel = new Tunnel(channel, server, use);
    try {
      outcome.status(ESTABLISHED.code());
      guest.send(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, ESTABLISHED));
      tunnel.run(connection, connection.early());
      return false;
    } finally {
      var _ = server.close();
      tunnelled = tunnel.sent();
      outcome.sent(tunnel.received());
    }
  }

  private boolean forward(ProxyTarget target, List<InetSocketAddress> addresses)
      throws Refusal, IOException {
    PlainForward forward = new PlainForward(request, target, body, use::count);
    Channel server =
        new Dial(channel.eventLoop(), proxy.limits(), forward::addTo).first(addresses);
    try {
      Thread sending = forward.send(server);
      try {
        HttpResponse response = forward.head();
        outcome.status(response.status().code());
        boolean more = body.complete() && HttpUtil.isKeepAlive(request);
        guest.send(head(response, more));
        forward.passOn(guest, outcome);
        return more;
      } finally {
        sending.interrupt();
      }
    } catch (IOException e) {
      outcome.verdict(Thread.currentThread().isInterrupted() ? "cancelled" : "broken");
      throw e;
    } finally {
      var _ = server.close();
      forward.close();
    }
  }

  private DefaultHttpResponse head(HttpResponse response, boolean more) {
    DefaultHttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status());
    ProxyHeaders.toGuest(response.headers(), head.headers());
    int status = response.status().code();
    boolean bodiless = request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
    boolean chunks = request.protocolVersion().equals(HttpVersion.HTTP_1_1);
    if (!bodiless && chunks && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (!more) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return head;
  }
}
