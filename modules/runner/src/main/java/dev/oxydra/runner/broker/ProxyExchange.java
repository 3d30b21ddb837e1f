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
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to the proxy, on the connection's thread: a tunnel, or a request that is forwarded.
 * No redirect is followed: the guest asks anew, and is checked anew.
 */
final class ProxyExchange {
  /** RFC 9110, 9.3.6. */
  private static final HttpResponseStatus ESTABLISHED =
      new HttpResponseStatus(200, "Connection established");

  private final GuestAccess access;
  private final Terms terms;
  private final ProxyAccess proxy;
  private final Instant began;
  private final long beganNanos = System.nanoTime();
  private final Channel channel;
  private final GuestConnection connection;
  private final HttpRequest request;
  private final GuestWriter guest;
  private final Outcome outcome = new Outcome();
  private final RequestBody body;
  private @Nullable ProxiedTool tool;
  private @Nullable ProxyTarget target;
  private long tunnelled;

  ProxyExchange(
      GuestAccess access,
      Channel channel,
      GuestConnection connection,
      Inbox inbox,
      HttpRequest request) {
    this.access = access;
    this.terms = access.terms();
    this.proxy = access.proxy();
    this.began = access.clock().instant();
    this.channel = channel;
    this.connection = connection;
    this.request = request;
    this.guest = new GuestWriter(channel);
    this.body = new RequestBody(inbox, terms.limits().maxRequestBody(), access.allowance()::count);
  }

  /** Gives back what nobody has read. */
  void release() {
    body.release();
  }

  /** What became of it. */
  EgressEntry entry() {
    ProxyTarget to = target;
    boolean tunnel = request.method().equals(HttpMethod.CONNECT);
    return new EgressEntry(
        began,
        access.user(),
        tool == null ? null : tool.word(),
        request.method().name(),
        tunnel ? null : "http",
        to == null ? null : to.host().text(),
        to == null ? 0 : to.port(),
        to == null ? null : to.path(),
        outcome.verdict(),
        outcome.status(),
        tunnelled + body.count(),
        outcome.sent(),
        (System.nanoTime() - beganNanos) / 1_000_000);
  }

  /**
   * @return whether another request may follow on the connection
   * @throws IOException when the guest has gone, or has to see that the answer broke
   */
  boolean run() throws IOException {
    long maxBody = terms.limits().maxRequestBody();
    boolean tunnel = request.method().equals(HttpMethod.CONNECT);
    try {
      ProxiedTool asking = connection.tool(request.headers());
      tool = asking;
      ProxyTarget to = ProxyTarget.of(request);
      target = to;
      if (HttpUtil.getContentLength(request, 0L) > maxBody) {
        throw Refusal.tooLarge(maxBody);
      }
      access.allowance().admit();
      return connect(to, proxy.gate().admit(terms.network(), asking, to.host(), to.port()));
    } catch (Refusal refused) {
      Refusal refusal = body.tooLarge() ? Refusal.tooLarge(maxBody) : refused;
      outcome.verdict("refused:" + refusal.code());
      outcome.status(refusal.status().code());
      guest.refuseInWords(refusal, tunnel);
      return !tunnel && body.drain(maxBody) && HttpUtil.isKeepAlive(request);
    }
  }

  private boolean connect(ProxyTarget to, List<InetSocketAddress> addresses)
      throws Refusal, IOException {
    if (!proxy.places().tryAcquire()) {
      throw ProxyRefusals.tooMany(proxy.limits().maxConnections());
    }
    try {
      return to.path() == null ? tunnel(addresses) : forward(to, addresses);
    } finally {
      proxy.places().release();
    }
  }

  private boolean tunnel(List<InetSocketAddress> addresses) throws Refusal, IOException {
    body.drain(0);
    try (SocketChannel server = Dial.first(addresses, proxy.limits().connectTimeout())) {
      outcome.status(ESTABLISHED.code());
      guest.send(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, ESTABLISHED));
      Handover handover = connection.handOver();
      Tunnel tunnel =
          new Tunnel(
              handover.connection(),
              server,
              access.allowance()::count,
              proxy.limits().idleTimeout());
      tunnel.run(handover.early(), channel.eventLoop());
      tunnelled = tunnel.sent();
      outcome.sent(tunnel.received());
      return false;
    }
  }

  private boolean forward(ProxyTarget to, List<InetSocketAddress> addresses)
      throws Refusal, IOException {
    SocketChannel connection = Dial.first(addresses, proxy.limits().connectTimeout());
    PlainForward forward = new PlainForward(request, to, body, access.allowance()::count);
    Channel server = forward.over(connection, channel.eventLoop(), proxy.limits().idleTimeout());
    try {
      return forward(forward, server);
    } catch (IOException e) {
      outcome.verdict(Thread.currentThread().isInterrupted() ? "cancelled" : "broken");
      throw e;
    } finally {
      var _ = server.close();
      forward.close();
    }
  }

  private boolean forward(PlainForward forward, Channel server) throws Refusal, IOException {
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
      join(sending);
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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
