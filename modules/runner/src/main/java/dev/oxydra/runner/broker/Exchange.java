package dev.oxydra.runner.broker;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/**
 * One request of a guest and its answer, on the connection's thread. Interrupting that thread
 * cancels both.
 */
final class Exchange {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final GuestAccess access;
  private final Channel channel;
  private final HttpRequest request;
  private final GuestWriter guest;
  private final Outcome outcome;
  private final RequestBody body;
  private volatile Runnable progress = () -> {};

  Exchange(GuestAccess access, Channel channel, Inbox inbox, HttpRequest request, Outcome outcome) {
    this.access = access;
    this.channel = channel;
    this.request = request;
    this.guest = new GuestWriter(channel);
    this.outcome = outcome;
    this.body = new RequestBody(inbox, access.limits().maxRequestBody(), () -> progress.run());
  }

  long requestBytes() {
    return body.count();
  }

  /**
   * @return whether another request may follow on the connection
   * @throws IOException when the guest has gone, or has to see that the answer broke
   */
  boolean run() throws IOException {
    try {
      forwardPermitted(admit());
      return body.complete() && HttpUtil.isKeepAlive(request);
    } catch (Refusal refusal) {
      outcome.verdict("refused:" + refusal.code());
      outcome.status(refusal.status().code());
      guest.refuse(refusal);
      return body.drain(access.limits().maxRequestBody()) && HttpUtil.isKeepAlive(request);
    }
  }

  /** Only what is forwarded counts: a refused request holds nothing that others wait for. */
  private void forwardPermitted(Route route) throws Refusal, IOException {
    if (!access.permits().tryAcquire()) {
      throw Refusal.tooMany(access.limits().maxConcurrentRequests());
    }
    try {
      forward(route);
    } finally {
      access.permits().release();
    }
  }

  private Route admit() throws Refusal, IOException {
    if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw Refusal.badRequest("http_version", "The broker speaks HTTP/1.1 only");
    }
    Route route = Route.of(request, access.upstreams());
    if (route.upstream().awaitsKey()) {
      awaitKey(route.upstream());
      route = Route.of(request, access.upstreams());
    }
    Upstream upstream = route.upstream();
    if (upstream.key() == null && upstream.keyVariable() != null) {
      throw Refusal.missingKey(upstream);
    }
    if (HttpUtil.getContentLength(request, 0L) > access.limits().maxRequestBody()) {
      throw Refusal.tooLarge(access.limits().maxRequestBody());
    }
    return route;
  }

  private void awaitKey(Upstream upstream) throws Refusal, IOException {
    try {
      if (!access.awaitKey(upstream.name())) {
        throw Refusal.awaitedKey(upstream);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome.verdict("cancelled");
      throw new IOException("The guest has gone", e);
    }
  }

  private void forward(Route route) throws Refusal, IOException {
    Upstream upstream = route.upstream();
    java.net.http.HttpRequest outgoing = outgoing(route);
    HttpClient client = access.clients().client(upstream);
    try (Deadline deadline =
        new Deadline(channel.eventLoop(), Thread.currentThread(), upstream.firstTimeout())) {
      progress = deadline::waiting;
      try {
        HttpResponse<InputStream> response = client.send(outgoing, BodyHandlers.ofInputStream());
        progress = () -> {};
        try (InputStream in = response.body()) {
          deliver(upstream, response, in, deadline);
        }
      } catch (InterruptedException e) {
        fail(upstream, deadline, e);
      } catch (IOException e) {
        fail(upstream, deadline, e);
      }
    }
  }

  private java.net.http.HttpRequest outgoing(Route route) throws Refusal {
    boolean plain = "http".equals(route.target().getScheme());
    try {
      java.net.http.HttpRequest.Builder builder =
          java.net.http.HttpRequest.newBuilder(route.target())
              .method(request.method().name(), publisher())
              // Over http:// the client would ask to upgrade, which some servers don't take well.
              .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2);
      Headers.toUpstream(request.headers(), route.upstream(), builder);
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("bad_request", "The broker can't forward this request's headers");
    }
  }

  private BodyPublisher publisher() {
    long length = HttpUtil.getContentLength(request, -1L);
    if (HttpUtil.isTransferEncodingChunked(request)) {
      return BodyPublishers.ofInputStream(() -> body);
    }
    return length <= 0
        ? BodyPublishers.noBody()
        : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(() -> body), length);
  }

  private void deliver(
      Upstream upstream, HttpResponse<InputStream> response, InputStream in, Deadline deadline)
      throws IOException {
    if (!HttpUtil.isTransferEncodingChunked(request)
        && HttpUtil.getContentLength(request, 0L) == 0) {
      body.drain(0);
    }
    Secrets secrets = new Secrets(upstream);
    deadline.arrived();
    outcome.status(response.statusCode());
    guest.send(head(response, secrets));
    ScrubbedBody answer = new ScrubbedBody(secrets, guest, outcome);
    byte[] buffer = new byte[BUFFER_BYTES];
    boolean begun = false;
    while (true) {
      deadline.waiting();
      int read = in.read(buffer);
      deadline.arrived();
      if (read < 0) {
        break;
      }
      if (!begun) {
        begun = true;
        deadline.limit(upstream.idleTimeout());
      }
      answer.send(buffer, read);
    }
    answer.end();
  }

  private DefaultHttpResponse head(HttpResponse<InputStream> response, Secrets secrets) {
    DefaultHttpResponse head =
        new DefaultHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.statusCode()));
    Headers.toGuest(response.headers(), secrets, head.headers());
    int status = response.statusCode();
    boolean bodiless = request.method().equals(HttpMethod.HEAD) || status == 204 || status == 304;
    if (!bodiless && !head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
      head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    if (!body.complete()) {
      head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    return head;
  }

  /**
   * Before the answer has begun there is something to say; after, the guest must see that it broke.
   */
  private void fail(Upstream upstream, Deadline deadline, Exception cause)
      throws Refusal, IOException {
    boolean timedOut = deadline.passed();
    if (timedOut) {
      boolean _ = Thread.interrupted();
    } else if (cause instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
      outcome.verdict("cancelled");
      throw new IOException("The guest has gone", cause);
    }
    if (outcome.answered()) {
      outcome.verdict(timedOut ? "timeout" : "broken");
      throw new IOException("The answer of " + upstream.name() + " broke", cause);
    }
    if (body.tooLarge()) {
      throw Refusal.tooLarge(access.limits().maxRequestBody());
    }
    throw timedOut ? Refusal.timeout(upstream, cause) : Refusal.unreachable(upstream, cause);
  }
}
