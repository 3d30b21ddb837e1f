package dev.oxydra.gateway;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Locale;

/** An HTTP request that can't be done. The message says why and what to do. */
final class HttpRefusalException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient HttpResponseStatus status;
  private final transient HttpHeaders headers = new DefaultHttpHeaders();
  private final String code;

  /**
   * @param code a stable snake_case word for programs
   */
  HttpRefusalException(HttpResponseStatus status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** With the status's own name as its code, such as {@code not_found}. */
  HttpRefusalException(HttpResponseStatus status, String message) {
    this(status, word(status), message);
  }

  /** A field of the query or of the body has a value that can't be. */
  static HttpRefusalException invalid(String field, String why) {
    return new HttpRefusalException(
        HttpResponseStatus.BAD_REQUEST,
        GatewayException.Code.INVALID_FIELD.word(),
        "Invalid field '%s': %s".formatted(field, why));
  }

  static HttpRefusalException withoutToken() {
    return new HttpRefusalException(
            HttpResponseStatus.UNAUTHORIZED,
            "Send the token of the file gateway-token as Authorization: Bearer <token>")
        .with(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
  }

  private static String word(HttpResponseStatus status) {
    return status.reasonPhrase().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", "_");
  }

  /** With a header in its answer. */
  HttpRefusalException with(CharSequence header, String value) {
    headers.set(header, value);
    return this;
  }

  HttpAnswer.Whole answer() {
    HttpAnswer.Whole answer = HttpAnswer.problem(status, code, String.valueOf(getMessage()));
    answer.headers().add(headers);
    return answer;
  }
}
