package dev.oxydra.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderException;
import dev.oxydra.types.ProviderException.Kind;
import dev.oxydra.types.ProviderId;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what goes wrong on the wire into {@link ProviderException}s with words for the user. */
final class Failures {
  static final int MAX_ERROR_BODY = 64 << 10;
  private static final int MAX_TEXT = 400;

  /** The header with which the broker marks answers of its own; its value is a code. */
  private static final String BROKER_REFUSAL = "x-oxydra-refusal";

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");
  private static final Pattern TAG = Pattern.compile("<(script|style).*?</\\1>|<[^>]*>");
  // Providers quote the key that they refuse, mostly masked.
  private static final Pattern KEY =
      Pattern.compile("\\b(?:sk|pk|gsk|xai|AIza|key)[-_A-Za-z0-9*.]{8,}");
  private static final Pattern OVERFLOW =
      Pattern.compile(
          "context[ _-](length|window|size)|maximum context|too many tokens|prompt is too long"
              + "|(input|request|prompt).{0,40}exceed.{0,40}(token|context)");
  // Gemini's answer to a wrong key is a 400.
  private static final Pattern WRONG_KEY = Pattern.compile("API_KEY_INVALID|API key not valid");
  private static final Map<String, String> KEYS =
      Map.of(
          "openai", "OPENAI_API_KEY", "anthropic", "ANTHROPIC_API_KEY", "gemini", "GEMINI_API_KEY");

  private final ProviderId provider;

  Failures(ProviderId provider) {
    this.provider = provider;
  }

  /** What a broken, stalled or garbled connection means. */
  ProviderException of(IOException failure) {
    return switch (failure) {
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
  ProviderException ofStatus(int status, HttpHeaders headers, String body) {
    String said = clean(errorText(body));
    Duration wait = RetryAfter.of(status, headers, object(body));
    String refusal = headers.get(BROKER_REFUSAL);
    if (refusal != null) {
      Kind kind = brokerKind(refusal, status, body);
      return failed(kind, retryable(kind), wait, said + ".", null);
    }
    Kind kind = kind(status, body);
    String message =
        "%s answered %d: %s%s"
            .formatted(
                provider, status, advice(kind, wait), said.isEmpty() ? "" : " It says: " + said);
    return failed(kind, retryable(kind), wait, message, null);
  }

  /** What an error in the middle of a stream means. */
  ProviderException inStream(String json) {
    String code = code(json);
    Kind kind =
        code.matches("[45]\\d\\d")
            ? kind(Integer.parseInt(code), json)
            : code.contains("rate_limit") ? Kind.RATE_LIMITED : Kind.UNAVAILABLE;
    if (overflows(json)) {
      kind = Kind.CONTEXT_OVERFLOW;
    }
    String message =
        "%s broke off its answer with an error: %s".formatted(provider, clean(errorText(json)));
    return failed(kind, retryable(kind), null, message, null);
  }

  /** What an answer means that should be a stream and is not. */
  ProviderException notAStream(String contentType, String body) {
    if (object(body).hasNonNull("error")) {
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

  private static Kind kind(int status, String body) {
    boolean refused = status == 400 || status == 413 || status == 422;
    if (refused && overflows(body)) {
      return Kind.CONTEXT_OVERFLOW;
    }
    if (status == 400 && WRONG_KEY.matcher(body).find()) {
      return Kind.AUTHENTICATION;
    }
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

  /** The provider has not answered: the broker says why, and what to do. */
  private static Kind brokerKind(String refusal, int status, String body) {
    return switch (refusal) {
      case "upstream_unreachable" -> Kind.CONNECTION;
      case "upstream_timeout" -> Kind.TIMEOUT;
      default -> kind(status, body);
    };
  }

  private static boolean overflows(String body) {
    return OVERFLOW.matcher(body.toLowerCase(Locale.ROOT)).find();
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
      case AUTHENTICATION -> "the key is missing or wrong. " + setKey();
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
    String variable = KEYS.get(provider.value().toLowerCase(Locale.ROOT));
    return variable == null
        ? "Set the key of %s (api_key_env in agent.conf) and run `runner restart`."
            .formatted(provider)
        : "Set %s and run `runner restart`.".formatted(variable);
  }

  private static String code(String json) {
    JsonNode error = object(json).path("error");
    String code = error.path("code").asText("");
    return code.isEmpty() ? error.path("type").asText("") : code;
  }

  /** The provider's own words: OpenAI's form, the forms of those like it, else the body itself. */
  private static String errorText(String body) {
    JsonNode first = object(body);
    JsonNode error = first.path("error");
    for (JsonNode text :
        new JsonNode[] {
          error.path("message"), error, first.path("message"), first.path("detail")
        }) {
      if (text.isTextual()) {
        return text.asText();
      }
    }
    return body;
  }

  /** The object that a body is, or that Gemini has put into an array; an empty one for neither. */
  private static JsonNode object(String body) {
    try {
      JsonNode node = Json.mapper().readTree(body);
      JsonNode first = node.isArray() ? node.path(0) : node;
      return first.isObject() ? first : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // Not JSON is an expected answer: it is shown as text.
    }
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
