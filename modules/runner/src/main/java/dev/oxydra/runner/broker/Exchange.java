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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request of a guest and its answer, on the connection's thread. Interrupting that thread
 * cancels both.
 */
final class Exchange {
  private static final int BUFFER_BYTES = 64 * 1024;

  private final GuestAccess access;
  private Terms terms;
  private final Instant began;
  private final long beganNanos = System.nanoTime();
  private final Channel channel;
  private final HttpRequest request;
  private final GuestWriter guest;
  private final Outcome outcome;
  private final RequestBody body;
  private volatile Runnable progress = () -> {};
  private volatile boolean usedUp;
  private @Nullable Route admitted;

  Exchange(GuestAccess access, Channel channel, Inbox inbox, HttpRequest request, Outcome outcome) {
    this.access = access;
    this.terms = access.terms();
    this.began = access.clock().instant();
    this.channel = channel;
    this.request = request;
    this.guest = new GuestWriter(channel);
    this.outcome = outcome;
    this.body = new RequestBody(inbox, terms.limits().maxRequestBody(), this::passed);
  }

  /** So many bytes of the request go out; false when no more may. */
  private boolean passed(long bytes) {
    progress.run();
    usedUp |= !access.allowance().count(bytes);
    return !usedUp;
  }

  /** Gives back what nobody has read; the inbox must have ended. */
  void release() {
    body.release();
  }

  /** What became of it. */
  EgressEntry entry() {
    Route route = admitted;
    URI to = route == null ? null : route.target();
    return new EgressEntry(
        began,
        access.user(),
        TelegramRoute.isIn(request.uri()) ? EgressEntry.TELEGRAM : EgressEntry.PROVIDER,
        request.method().name(),
        to == null ? null : to.getScheme(),
        to == null ? null : to.getHost(),
        to == null ? 0 : port(to),
        route == null ? request.uri() : route.shownPath(),
        outcome.verdict(),
        outcome.status(),
        body.count(),
        outcome.sent(),
        (System.nanoTime() - beganNanos) / 1_000_000);
  }

  private static int port(URI to) {
    return to.getPort() > 0 ? to.getPort() : "https".equals(to.getScheme()) ? 443 : 80;
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
      return body.drain(terms.limits().maxRequestBody()) && HttpUtil.isKeepAlive(request);
    }
  }

  /** Only what is forwarded counts: a refused request holds nothing that others wait for. */
  private void forwardPermitted(Route route) throws Refusal, IOException {
    Slots slots = access.slots(route.upstream());
    if (!slots.take()) {
      throw Refusal.tooMany(slots.most());
    }
    try {
      Charge charge = charge(route);
      try {
        count(route.upstream());
        forward(route, charge);
      } finally {
        charge.settle(outcome.cancelled());
      }
    } finally {
      slots.giveBack();
    }
  }

  /** A channel asks for messages all day long: only its bytes count. */
  private void count(Upstream upstream) throws Refusal {
    if (upstream.isChannel()) {
      access.allowance().refuseBytes();
    } else {
      access.allowance().admit();
    }
  }

  private Charge charge(Route route) throws Refusal, IOException {
    try {
      return Charge.begin(access, terms.limits(), route, request, body);
    } catch (IOException e) {
      outcome.verdict("cancelled");
      throw e;
    }
  }

  private Route admit() throws Refusal, IOException {
    if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
      throw Refusal.badRequest("http_version", "The broker speaks HTTP/1.1 only");
    }
    Route route = Route.of(request, terms.upstreams());
    if (route.upstream().awaitsKey()) {
      awaitKey(route.upstream());
      terms = access.terms();
      route = Route.of(request, terms.upstreams());
    }
    admitted = route;
    Upstream upstream = route.upstream();
    if (upstream.key() == null && upstream.keyVariable() != null) {
      throw Refusal.missingKey(upstream);
    }
    if (HttpUtil.getContentLength(request, 0L) > terms.limits().maxRequestBody()) {
      throw Refusal.tooLarge(terms.limits().maxRequestBody());
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

  private void forward(Route route, Charge charge) throws Refusal, IOException {
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
          deliver(upstream, response, in, deadline, charge);
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
      Upstream upstream,
      HttpResponse<InputStream> response,
      InputStream in,
      Deadline deadline,
      Charge charge)
      throws IOException {
    if (!HttpUtil.isTransferEncodingChunked(request)
        && HttpUtil.getContentLength(request, 0L) == 0) {
      body.drain(0);
    }
    Secrets secrets = new Secrets(upstream);
    deadline.arrived();
    outcome.status(response.statusCode());
    charge.answered(response.statusCode(), isEventStream(response));
    guest.send(head(response, secrets));
    ScrubbedBody answer = new ScrubbedBody(secrets, guest, outcome);
    byte[] buffer = new byte[BUFFER_BYTES];
    boolean begun = false;
    while (true) {
      deadline.waiting();
      int read = read(in, buffer);
      deadline.arrived();
      if (read < 0) {
        break;
      }
      if (usedUp) {
        throw new IOException("The guest may receive no more today");
      }
      charge.read(buffer, read);
      usedUp |= !access.allowance().count(read);
      if (!begun) {
        begun = true;
        deadline.limit(upstream.idleTimeout());
      }
      answer.send(buffer, read);
    }
    charge.complete();
    answer.end();
  }

  /** Waits for something, and takes what else is there already. */
  private static int read(InputStream in, byte[] buffer) throws IOException {
    int length = in.read(buffer);
    while (length > 0 && length < buffer.length && in.available() > 0) {
      int more = in.read(buffer, length, buffer.length - length);
      if (more < 0) {
        break;
      }
      length += more;
    }
    return length;
  }

  private static boolean isEventStream(HttpResponse<InputStream> response) {
    return response
        .headers()
        .firstValue("content-type")
        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/event-stream"))
        .isPresent();
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
      outcome.verdict(timedOut ? "timeout" : usedUp ? "byte_limit" : "broken");
      throw new IOException("The answer of " + upstream.name() + " broke", cause);
    }
    if (usedUp) {
      access.allowance().refuseBytes();
    }
    if (body.tooLarge()) {
      throw Refusal.tooLarge(terms.limits().maxRequestBody());
    }
    if (timedOut) {
      outcome.verdict("timeout");
      throw Refusal.timeout(upstream, cause);
    }
    throw Refusal.unreachable(upstream, cause);
  }
}
