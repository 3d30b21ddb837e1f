package dev.oxydra.runner.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.runner.config.ApiKeys;
import dev.oxydra.types.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The broker answers itself. The message is for the guest's model client: it holds no secret. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private static final Duration SOON = Duration.ofSeconds(5);

  private final transient HttpResponseStatus status;
  private final String type;
  private final String code;
  private final transient @Nullable Duration retryAfter;

  Refusal(HttpResponseStatus status, String type, String code, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
    this.retryAfter = null;
  }

  private Refusal(String code, String message, Duration retryAfter) {
    super(message);
    this.status = HttpResponseStatus.TOO_MANY_REQUESTS;
    this.type = "rate_limit_error";
    this.code = code;
    this.retryAfter = retryAfter;
  }

  private Refusal(HttpResponseStatus status, String code, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.type = "api_connection_error";
    this.code = code;
    this.retryAfter = null;
  }

  static Refusal badRequest(String code, String message) {
    return new Refusal(HttpResponseStatus.BAD_REQUEST, "invalid_request_error", code, message);
  }

  static Refusal tooMany(int most) {
    return new Refusal(
        HttpResponseStatus.TOO_MANY_REQUESTS,
        "rate_limit_error",
        "too_many_requests",
        "This guest has as many requests running as it may have: " + most);
  }

  /**
   * What was allowed is used up.
   *
   * @param limit in words, such as {@code 60 requests a minute}
   * @param until how long that lasts
   */
  static Refusal limit(String code, String limit, Duration until) {
    return new Refusal(
        code,
        "This user may have %s, and has had them. More in %s, or after a change of broker in runner.conf"
            .formatted(limit, inWords(until)),
        until);
  }

  /**
   * @param spent today
   * @param estimate what the request may cost
   * @param most what a day may cost
   * @param until how long that lasts; null until requests that run have ended
   */
  static Refusal spendLimit(
      BigDecimal spent, BigDecimal estimate, BigDecimal most, @Nullable Duration until) {
    return new Refusal(
        "spend_limit",
        "Models have cost $%s of the $%s that this user may spend a day, and this request may cost $%s. %s"
            .formatted(
                dollars(spent),
                most.toPlainString(),
                dollars(estimate),
                until == null
                    ? "Try again when other requests have ended"
                    : "More in %s, or after a change of broker.max_spend_per_day in runner.conf"
                        .formatted(inWords(until))),
        until == null ? SOON : until);
  }

  /** Spending is limited, and nobody can say what this would cost. */
  static Refusal unknownPrice(Upstream upstream, @Nullable String model) {
    return new Refusal(
        HttpResponseStatus.FORBIDDEN,
        "permission_error",
        "unknown_price",
        "Spending is limited, and the catalogue has no price for %s of provider %s. Add its cost to catalog.json, choose another model, or set broker.max_spend_per_day to null in runner.conf"
            .formatted(
                model == null ? "a request without a model" : "the model " + model,
                upstream.name()));
  }

  private static String dollars(BigDecimal amount) {
    return amount.setScale(4, RoundingMode.UP).toPlainString();
  }

  private static String inWords(Duration time) {
    return time.toHours() > 0
        ? "%d h %d min (at midnight UTC)".formatted(time.toHours(), time.toMinutesPart())
        : time.toMinutes() > 0 ? time.toMinutes() + " min" : seconds(time) + " s";
  }

  /**
   * They can't be made.
   *
   * @param status 503 if they may be a little later
   */
  static Refusal noVectors(HttpResponseStatus status, String why) {
    return new Refusal(status, "server_error", "no_vectors", why);
  }

  private static long seconds(Duration time) {
    return Math.max(1, time.plusMillis(999).toSeconds());
  }

  static Refusal missingKey(Upstream upstream) {
    return new Refusal(
        HttpResponseStatus.UNAUTHORIZED,
        "authentication_error",
        "missing_key",
        "No key for %s: set %s and run ./runner restart"
            .formatted(shown(upstream), upstream.keyVariable()));
  }

  private static String shown(Upstream upstream) {
    return switch (upstream.name()) {
      case ApiKeys.SEARCH -> "the search that tools.web.search in agent.conf names";
      case ApiKeys.EMBEDDINGS -> "the server that memory.embedding in agent.conf names";
      case ApiKeys.TELEGRAM -> "the Telegram bot of channels.telegram in agent.conf";
      default -> "provider " + upstream.name();
    };
  }

  /** What a sentence begins with. */
  private static String title(Upstream upstream) {
    return upstream.isChannel() ? "Telegram" : "Provider " + upstream.name();
  }

  /** The broker had the key until it was started again. */
  static Refusal awaitedKey(Upstream upstream) {
    return new Refusal(
        HttpResponseStatus.UNAUTHORIZED,
        "authentication_error",
        "awaited_key",
        "The daemon was started again and has no key for %s any more: set %s and run ./runner start"
            .formatted(shown(upstream), upstream.keySource()));
  }

  static Refusal tooLarge(long most) {
    return new Refusal(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        "invalid_request_error",
        "body_too_large",
        "The request's body is larger than " + most + " bytes");
  }

  static Refusal timeout(Upstream upstream, Exception cause) {
    return new Refusal(
        HttpResponseStatus.GATEWAY_TIMEOUT,
        "upstream_timeout",
        "%s sent nothing for %d s. Try again%s"
            .formatted(
                title(upstream),
                upstream.firstTimeout().toSeconds(),
                upstream.isChannel() ? "" : ", or raise its first_token_timeout in agent.conf"),
        cause);
  }

  static Refusal unreachable(Upstream upstream, Exception cause) {
    return new Refusal(
        HttpResponseStatus.BAD_GATEWAY,
        "upstream_unreachable",
        "%s at %s %s".formatted(title(upstream), upstream.baseUrl(), how(cause)),
        cause);
  }

  private static String how(Exception cause) {
    return switch (cause) {
      case ConnectException _ when isUnknownHost(cause) ->
          "can't be reached: its name has no address. Check its base_url in agent.conf, the network, and DNS";
      case ConnectException _ ->
          "can't be reached. Check that it runs, the network, and its base_url in agent.conf";
      case SSLException _ -> "can't be reached over TLS: " + cause.getMessage();
      default -> "broke the connection. Try again";
    };
  }

  /** The JDK's client says so in a cause. */
  private static boolean isUnknownHost(@Nullable Throwable cause) {
    return cause != null
        && (cause instanceof UnresolvedAddressException
            || cause instanceof UnknownHostException
            || isUnknownHost(cause.getCause()));
  }

  HttpResponseStatus status() {
    return status;
  }

  /** What {@code Retry-After} says (RFC 9110, section 10.2.3), in seconds; null for nothing. */
  @Nullable Long retryAfterSeconds() {
    return retryAfter == null ? null : seconds(retryAfter);
  }

  String code() {
    return code;
  }

  /** In the shape of OpenAI's errors. */
  byte[] body() {
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.putObject("error").put("message", getMessage()).put("type", type).put("code", code);
    return Json.write(answer).getBytes(StandardCharsets.UTF_8);
  }
}
