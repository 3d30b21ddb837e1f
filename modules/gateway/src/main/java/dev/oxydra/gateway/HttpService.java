package dev.oxydra.gateway;

import dev.oxydra.types.JournalException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the HTTP requests of one gateway share. */
final class HttpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

  final Admission admission;
  final HttpRoutes routes;
  final Timing timing;
  private final Duration patience;
  private final long maxBodies;
  private final AtomicLong bodies = new AtomicLong();
  private final AtomicInteger busy = new AtomicInteger();
  private final Set<HttpExchange> open = ConcurrentHashMap.newKeySet();

  /**
   * @param patience how long a client that sends a body may be silent
   * @param maxBodies how long the bodies that are being received or handled may be together, in
   *     bytes
   */
  HttpService(
      Admission admission, HttpRoutes routes, Timing timing, Duration patience, long maxBodies) {
    this.admission = admission;
    this.routes = routes;
    this.timing = timing;
    this.patience = patience;
    this.maxBodies = maxBodies;
  }

  /** How long a client that sends a body may be silent. */
  Duration patience() {
    return patience;
  }

  /**
   * Keeps room for part of a body, which {@link #giveBack} must follow.
   *
   * @return false when there is none
   */
  boolean take(long bytes) {
    if (bodies.addAndGet(bytes) <= maxBodies) {
      return true;
    }
    bodies.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    bodies.addAndGet(-bytes);
  }

  /** How long the bodies are that are being received or handled, in bytes. */
  long held() {
    return bodies.get();
  }

  /** How many requests are being handled or answered. */
  int busy() {
    return busy.get();
  }

  /** Handles a request on a thread of its own, so that it doesn't hold up other connections. */
  void handle(HttpRoute.Handler handler, HttpCall call, Runnable done) {
    HttpExchange exchange = call.exchange();
    open.add(exchange);
    exchange.onEnd(() -> open.remove(exchange));
    busy.incrementAndGet();
    Thread.ofVirtual().name("gateway-http").start(() -> run(handler, call, done));
  }

  private void run(HttpRoute.Handler handler, HttpCall call, Runnable done) {
    boolean sent = false;
    try {
      call.exchange().send(answer(handler, call, done));
      sent = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("An HTTP answer broke off", e);
    } finally {
      busy.decrementAndGet();
      if (!sent) {
        call.exchange().drop();
      }
    }
  }

  private static HttpAnswer answer(HttpRoute.Handler handler, HttpCall call, Runnable done)
      throws InterruptedException {
    try {
      return handler.answer(call);
    } catch (HttpRefusalException e) {
      return e.answer();
    } catch (GatewayException e) {
      return HttpAnswer.problem(status(e.code()), e.code().word(), String.valueOf(e.getMessage()));
    } catch (JournalException e) {
      LOG.warn("The journal failed a request: {}", e.getMessage());
      return HttpAnswer.problem(
          HttpResponseStatus.SERVICE_UNAVAILABLE,
          GatewayException.Code.JOURNAL_FAILED.word(),
          String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("An HTTP request failed", e);
      return HttpAnswer.problem(
          HttpResponseStatus.INTERNAL_SERVER_ERROR,
          GatewayException.Code.INTERNAL_ERROR.word(),
          "A fault of the agent, not of the request; its log has the details");
    } finally {
      done.run();
    }
  }

  private static HttpResponseStatus status(GatewayException.Code code) {
    return switch (code) {
      case UNKNOWN_SESSION, UNKNOWN_EVENT, UNKNOWN_APPROVAL, NO_CHECKPOINT, MEDIA_GONE ->
          HttpResponseStatus.NOT_FOUND;
      case WRONG_USER -> HttpResponseStatus.FORBIDDEN;
      case TURN_ALREADY_ACTIVE,
          SESSION_LIMIT,
          NO_ACTIVE_TURN,
          TURN_NOT_WAITING,
          TURN_ACTIVE,
          CHECKPOINT_FAILED,
          MEMORY_DISABLED,
          MEMORY_FAILED,
          SCHEDULER_DISABLED,
          SCHEDULE_FAILED,
          APPROVAL_RESOLVED_ALREADY ->
          HttpResponseStatus.CONFLICT;
      case ATTACHMENT_LIMIT -> HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE;
      case QUEUE_FULL, RATE_LIMITED -> HttpResponseStatus.TOO_MANY_REQUESTS;
      case JOURNAL_FAILED, SHUTTING_DOWN -> HttpResponseStatus.SERVICE_UNAVAILABLE;
      case INTERNAL_ERROR -> HttpResponseStatus.INTERNAL_SERVER_ERROR;
      case AMBIGUOUS_SESSION,
          WRONG_SESSION,
          UNKNOWN_AGENT,
          UNKNOWN_MODEL,
          INVALID_FIELD,
          HELLO_REQUIRED,
          DUPLICATE_HELLO,
          UNSUPPORTED_PROTOCOL_VERSION,
          FEATURE_NOT_GRANTED,
          BINARY_FRAME ->
          HttpResponseStatus.BAD_REQUEST;
    };
  }

  /** Ends the answers that have no end of their own. */
  @Override
  public void close() {
    open.forEach(HttpExchange::finish);
  }
}
