package dev.oxydra.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.ProviderException.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says of an error, in OpenAI's form, Anthropic's, Gemini's and those of others
 * like these.
 *
 * @param text all that it sent
 */
record ErrorBody(String text) {
  private static final Pattern OVERFLOW =
      Pattern.compile(
          "context[ _-](length|window|size)|maximum context|too many tokens|prompt is too long"
              + "|(input|request|prompt).{0,40}exceed.{0,40}(token|context)");
  // Gemini's answer to a wrong key is a 400.
  private static final Pattern WRONG_KEY = Pattern.compile("API_KEY_INVALID|API key not valid");
  // By code alone: Gemini's words for a rate limit are OpenAI's for a used-up credit.
  private static final Pattern NO_CREDIT =
      Pattern.compile("insufficient_quota|billing|insufficient_credits|credits_exhausted");
  private static final Pattern NO_CREDIT_TEXT =
      Pattern.compile("credit balance is too low|insufficient (credits|balance)");

  /** Whether it holds an error in OpenAI's form. */
  boolean hasError() {
    return root().hasNonNull("error");
  }

  /** The provider's own words, else all that it sent. */
  String message() {
    JsonNode root = root();
    JsonNode error = error();
    return Stream.of(
            error.path("message"), root.path("error"), root.path("message"), root.path("detail"))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .findFirst()
        .orElse(text);
  }

  /** Whether it says that the conversation doesn't fit the model. */
  boolean overflows() {
    return OVERFLOW.matcher(text.toLowerCase(Locale.ROOT)).find();
  }

  /** Whether it says that the key is wrong. */
  boolean refusesKey() {
    return WRONG_KEY.matcher(text).find();
  }

  /** Whether it says that the account has no money left, which no pause mends. */
  boolean lacksCredit() {
    return names().stream().anyMatch(name -> NO_CREDIT.matcher(name).find())
        || NO_CREDIT_TEXT.matcher(text.toLowerCase(Locale.ROOT)).find();
  }

  /** The HTTP status that it stands for; 0 for none. */
  int status() {
    String code = error().path("code").asText("");
    return code.matches("[45]\\d\\d") ? Integer.parseInt(code) : 0;
  }

  /** What its code or its type stands for; null for what isn't known. */
  @Nullable Kind kind() {
    return names().stream().map(ErrorBody::kind).filter(Objects::nonNull).findFirst().orElse(null);
  }

  private static @Nullable Kind kind(String name) {
    return switch (name) {
      case "rate_limit_error", "rate_limit_exceeded", "too_many_requests", "resource_exhausted" ->
          Kind.RATE_LIMITED;
      case "authentication_error", "permission_error", "invalid_api_key", "unauthenticated" ->
          Kind.AUTHENTICATION;
      case "not_found_error", "model_not_found" -> Kind.NOT_FOUND;
      case "overloaded_error", "api_error", "server_error", "server_is_overloaded", "slow_down" ->
          Kind.UNAVAILABLE;
      case "timeout_error" -> Kind.TIMEOUT;
      case "invalid_request_error",
          "previous_response_not_found",
          "invalid_prompt",
          "request_too_large",
          "invalid_argument" ->
          Kind.INVALID_REQUEST;
      default -> name.contains("rate_limit") ? Kind.RATE_LIMITED : null;
    };
  }

  /** Its code, type and status, the nearest first, in lower case. */
  private List<String> names() {
    JsonNode error = error();
    return Stream.of("code", "type", "status")
        .map(field -> error.path(field).asText("").toLowerCase(Locale.ROOT))
        .filter(name -> !name.isEmpty())
        .toList();
  }

  /** Where code and message are: inside of {@code error}, of a failed response's, or outside. */
  private JsonNode error() {
    JsonNode root = root();
    JsonNode ofResponse = root.path("response").path("error");
    if (ofResponse.isObject()) {
      return ofResponse;
    }
    return root.path("error").isObject() ? root.path("error") : root;
  }

  /** The object that it is, or that Gemini has put into an array; an empty one for neither. */
  JsonNode root() {
    try {
      JsonNode node = Json.mapper().readTree(text);
      JsonNode first = node.isArray() ? node.path(0) : node;
      return first.isObject() ? first : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // Not JSON is an expected answer: it is shown as text.
    }
  }
}
