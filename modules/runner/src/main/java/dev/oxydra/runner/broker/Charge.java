package dev.oxydra.runner.broker;

import dev.oxydra.types.Prices;
import dev.oxydra.types.Usage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one request to a provider costs: set aside before it is sent, and settled by what the
 * provider says when it has answered, as the guest can't be trusted to say it.
 */
final class Charge {
  /** How much of a body is looked at for the model, bytes. */
  private static final int BEGINNING_BYTES = 64 * 1024;

  /** What an answer is taken to have where the request doesn't say how long it may get. */
  private static final long USUAL_ANSWER_TOKENS = 4096;

  private final GuestAccess access;
  private final Route route;
  private final RequestBody body;
  private final boolean billable;
  private Allowance.@Nullable Reservation reservation;
  private BigDecimal estimate = BigDecimal.ZERO;
  private @Nullable AnswerMeter meter;
  private boolean eventStream;
  private boolean complete;
  private int status;

  private Charge(GuestAccess access, Route route, RequestBody body, boolean billable) {
    this.access = access;
    this.route = route;
    this.body = body;
    this.billable = billable;
  }

  /**
   * Sets aside what the request may cost. Where spending is limited, waits until its body has said
   * which model it is for.
   *
   * @throws Refusal when that is more than there is, or its price isn't known
   */
  static Charge begin(
      GuestAccess access, BrokerLimits limits, Route route, HttpRequest request, RequestBody body)
      throws Refusal, IOException {
    Charge charge = new Charge(access, route, body, isBillable(request, route));
    if (charge.billable) {
      if (limits.maxSpendPerDay() != null) {
        body.peek(BEGINNING_BYTES);
        charge.estimate = charge.priced(HttpUtil.getContentLength(request, -1L));
      }
      charge.reservation = access.allowance().reserve(charge.estimate);
    }
    return charge;
  }

  /** Models answer to POST only; counting tokens costs nothing, and channels don't. */
  private static boolean isBillable(HttpRequest request, Route route) {
    String path = route.target().getPath().toLowerCase(Locale.ROOT);
    return !route.upstream().isChannel()
        && request.method().equals(HttpMethod.POST)
        && !path.endsWith("/count_tokens")
        && !path.endsWith(":counttokens");
  }

  private BigDecimal priced(long contentLength) throws Refusal {
    Asked asked = asked();
    Tariff tariff = route.upstream().tariff();
    Prices prices = tariff.of(asked.model());
    if (prices == null) {
      throw Refusal.unknownPrice(route.upstream(), asked.model());
    }
    long output = asked.longestAnswer() > 0 ? asked.longestAnswer() : USUAL_ANSWER_TOKENS;
    Long most = tariff.longestAnswer(asked.model());
    long input = AnswerMeter.tokens(Math.max(contentLength, body.beginning().length));
    return prices.cost(new Usage(input, most == null ? output : Math.min(output, most), 0, 0));
  }

  private Asked asked() {
    return Asked.of(route.target().getPath(), body.beginning());
  }

  /** The provider answers. */
  void answered(int code, boolean events) {
    status = code;
    eventStream = events;
    if (billable && isSuccess()) {
      meter = new AnswerMeter(events);
    }
  }

  private boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  void read(byte[] buffer, int length) {
    if (meter != null) {
      meter.read(buffer, length);
    }
  }

  /** The answer has come to its end; who sees that sees what it has cost, too. */
  void complete() {
    complete = true;
    settle(false);
  }

  /**
   * Takes what it has cost, at the end of the request, whatever that was; once.
   *
   * @param cancelled whether nobody waited for the answer any more; what the provider would have
   *     said isn't known then
   */
  void settle(boolean cancelled) {
    Allowance.Reservation held = reservation;
    if (held != null) {
      held.settle(cost(cancelled));
    }
  }

  private BigDecimal cost(boolean cancelled) {
    AnswerMeter found = meter;
    if (found == null) {
      return status == 0 && cancelled && body.count() > 0 ? estimate : BigDecimal.ZERO;
    }
    Asked asked = asked();
    String answered = asked.inPath() ? null : found.model();
    BigDecimal cost =
        route
            .upstream()
            .tariff()
            .cost(asked.model(), answered, found.usage(complete, body.count()));
    if (cost == null) {
      access.warnOnce(
          "No price is known for %s of provider %s: what it costs is not counted"
              .formatted(answered == null ? asked.model() : answered, route.upstream().name()));
      return BigDecimal.ZERO;
    }
    return complete || eventStream ? cost : cost.max(estimate);
  }
}
