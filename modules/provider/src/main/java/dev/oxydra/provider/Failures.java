package dev.oxydra.provider;

import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ProviderId;
import dev.oxydra.types.ProviderRoute;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what goes wrong on the wire into {@link ProviderException}s with words for the user. */
final class Failures {
  static final int MAX_ERROR_BODY = 64 << 10;
  private static final int MAX_TEXT = 400;

  /** The header with which the broker marks answers of its own; its value is a code. */
  private static final String BROKER_REFUSAL = "x-oxydra-refusal";

  private static final String NO_CREDIT =
      "the account's credit or quota is used up, and another try won't help. See its billing page.";

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");
  private static final Pattern TAG = Pattern.compile("<(script|style).*?</\\1>|<[^>]*>");
  // Providers quote the key that they refuse, mostly masked.
  private static final Pattern KEY =
      Pattern.compile("\\b(?:sk|pk|gsk|xai|AIza|key)[-_A-Za-z0-9*.]{8,}");

  private final ProviderId provider;
  private final @Nullable String keySource;

  Failures(ProviderRoute route) {
    this.provider = route.id();
    this.keySource = route.keySource();
  }

  /** What a broken, stalled or garbled connection means. */
  ProviderException of(IOException failure) {
    return switch (failure) {
      case BrokerGoneException e ->
          failed(
              Kind.CONNECTION,
              false,
              null,
              "%s can't be reached: %s. The runner's daemon is not running; start it with `runner start`."
                  .formatted(provider, e.getMessage()),
              e);
      case StalledException e ->
          failed(
              Kind.TIMEOUT,
              true,
              null,
              provider + " " + e.getMessage() + ". Try again, or raise its timeouts in agent.conf.",
              e);
      case MalformedHttpException e ->
          failed(
              Kind.MALFORMED_RESPONSE,
              true,
              null,
              provider + " " + e.getMessage() + ". Check its base_url in agent.conf.",
              e);
      default ->
          failed(
              Kind.CONNECTION,
              true,
              null,
              "The connection to %s failed: %s. Try again; `runner doctor` looks for the cause."
                  .formatted(provider, clean(String.valueOf(failure.getMessage()))),
              failure);
    };
  }

  /** What an answer with a status other than 2xx means. */
  ProviderException ofStatus(int status, HttpHeaders headers, String text) {
    ErrorBody body = new ErrorBody(text);
    String said = clean(body.message());
    Duration wait = RetryAfter.of(status, headers, body.root());
    String refusal = headers.get(BROKER_REFUSAL);
    if (refusal != null) {
      Kind kind = brokerKind(refusal, status);
      return failed(kind, retryable(kind), wait, said + ".", null);
    }
    Kind kind = kind(status, body);
    boolean noCredit = lacksCredit(status, body);
    String message =
        "%s answered %d: %s%s"
            .formatted(
                provider,
                status,
                noCredit ? NO_CREDIT : advice(kind, wait),
                said.isEmpty() ? "" : " It says: " + said);
    return failed(kind, retryable(kind) && !noCredit, wait, message, null);
  }

  /** What an error in the middle of a stream means. */
  ProviderException inStream(String json) {
    ErrorBody body = new ErrorBody(json);
    boolean noCredit = lacksCredit(body.status(), body);
    Kind kind = kindInStream(body);
    String advice =
        noCredit ? NO_CREDIT + " " : kind == Kind.AUTHENTICATION ? advice(kind, null) + " " : "";
    String message =
        "%s broke off its answer with an error: %s%s"
            .formatted(provider, advice, clean(body.message()));
    return failed(kind, retryable(kind) && !noCredit, null, message, null);
  }

  private static Kind kindInStream(ErrorBody body) {
    if (body.overflows()) {
      return Kind.CONTEXT_OVERFLOW;
    }
    if (body.status() != 0) {
      return kind(body.status(), body);
    }
    if (body.lacksCredit()) {
      return Kind.RATE_LIMITED;
    }
    Kind kind = body.kind();
    return kind == null ? Kind.UNAVAILABLE : kind;
  }

  /** What an answer means that should be a stream and is not. */
  ProviderException notAStream(String contentType, String body) {
    if (new ErrorBody(body).hasError()) {
      return inStream(body);
    }
    String message =
        "%s answered with %s in place of an event stream. Check its base_url in agent.conf. It says: %s"
            .formatted(provider, clean(contentType), clean(body));
    return failed(Kind.MALFORMED_RESPONSE, false, null, message, null);
  }

  /** What an answer means that is not what its protocol allows; {@code what} follows a name. */
  ProviderException malformed(String what, @Nullable Throwable cause) {
    return failed(
        Kind.MALFORMED_RESPONSE, true, null, "%s %s. Try again.".formatted(provider, what), cause);
  }

  private static Kind kind(int status, ErrorBody body) {
    if (lacksCredit(status, body)) {
      return Kind.RATE_LIMITED;
    }
    boolean refused = status == 400 || status == 422;
    if (status == 413 || (refused && body.overflows())) {
      return Kind.CONTEXT_OVERFLOW;
    }
    return status == 400 && body.refusesKey() ? Kind.AUTHENTICATION : kind(status);
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 401, 403 -> Kind.AUTHENTICATION;
      case 404 -> Kind.NOT_FOUND;
      case 408 -> Kind.TIMEOUT;
      case 429 -> Kind.RATE_LIMITED;
      default ->
          status >= 500
              ? Kind.UNAVAILABLE
              : status >= 400 ? Kind.INVALID_REQUEST : Kind.MALFORMED_RESPONSE;
    };
  }

  private static boolean lacksCredit(int status, ErrorBody body) {
    return status == 402 || (status < 500 && body.lacksCredit());
  }

  /** The provider has not answered: the broker says why, and what to do. */
  private static Kind brokerKind(String refusal, int status) {
    return switch (refusal) {
      case "upstream_unreachable" -> Kind.CONNECTION;
      case "upstream_timeout" -> Kind.TIMEOUT;
      default -> kind(status);
    };
  }

  private static boolean retryable(Kind kind) {
    return switch (kind) {
      case RATE_LIMITED, UNAVAILABLE, CONNECTION, TIMEOUT -> true;
      case AUTHENTICATION, NOT_FOUND, INVALID_REQUEST, CONTEXT_OVERFLOW, MALFORMED_RESPONSE ->
          false;
    };
  }

  private String advice(Kind kind, @Nullable Duration wait) {
    return switch (kind) {
      case AUTHENTICATION -> setKey();
      case NOT_FOUND -> "no such model or route. Check selection.model and base_url in agent.conf.";
      case RATE_LIMITED ->
          "too many requests, or the quota is used up. Try again "
              + (wait == null ? "later." : "in " + Math.max(1, wait.toSeconds()) + " s.");
      case CONTEXT_OVERFLOW ->
          "the conversation is too long for the model. Start a new one with /new.";
      case INVALID_REQUEST -> "it refuses the request.";
      case UNAVAILABLE -> "it is in trouble. Try again later.";
      case TIMEOUT -> "it took too long. Try again.";
      case MALFORMED_RESPONSE ->
          "an answer that makes no sense here. Check base_url in agent.conf.";
      case CONNECTION -> "it can't be reached.";
    };
  }

  private String setKey() {
    return keySource == null
        ? "it wants a key, and none is set. Set the key of %s (api_key_env in agent.conf) and run `runner restart`."
            .formatted(provider)
        : "the key in %s was refused. Correct it and run `runner restart`.".formatted(keySource);
  }

  private static String clean(String text) {
    String beginning = text.substring(0, Math.min(text.length(), MAX_ERROR_BODY));
    String plain = UNPRINTABLE.matcher(TAG.matcher(beginning).replaceAll(" ")).replaceAll(" ");
    String masked = KEY.matcher(plain).replaceAll("[key]").strip();
    return masked.length() <= MAX_TEXT ? masked : masked.substring(0, MAX_TEXT) + "…";
  }

  private static ProviderException failed(
      Kind kind,
      boolean retryable,
      @Nullable Duration retryAfter,
      String message,
      @Nullable Throwable cause) {
    return new ProviderException(kind, retryable, retryAfter, message, cause);
  }
}
