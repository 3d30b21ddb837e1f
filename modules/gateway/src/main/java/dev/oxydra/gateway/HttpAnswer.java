package dev.oxydra.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** What an HTTP request is answered with. */
sealed interface HttpAnswer {
  HttpResponseStatus status();

  HttpHeaders headers();

  /** An answer that is there as a whole. */
  @SuppressWarnings("ArrayRecordComponent") // is written and never compared
  record Whole(HttpResponseStatus status, HttpHeaders headers, byte[] body) implements HttpAnswer {
    Whole with(CharSequence header, String value) {
      headers.set(header, value);
      return this;
    }
  }

  /** An answer that is made while it is sent, at the client's pace. */
  record Streamed(HttpResponseStatus status, HttpHeaders headers, Body body)
      implements HttpAnswer {}

  /** Writes an answer until that is complete or the client has gone. */
  interface Body {
    void writeTo(HttpExchange exchange) throws InterruptedException;
  }

  static Whole text(HttpResponseStatus status, String contentType, String body) {
    return new Whole(status, headers(contentType), body.getBytes(StandardCharsets.UTF_8));
  }

  static Whole json(HttpResponseStatus status, String body) {
    return text(status, "application/json", body);
  }

  /** A refusal or a failure. */
  static Whole problem(HttpResponseStatus status, String code, String message) {
    JsonNode body = Json.mapper().createObjectNode().put("error", message).put("code", code);
    return json(status, body.toString());
  }

  static Streamed stream(String contentType, Body body) {
    return new Streamed(HttpResponseStatus.OK, headers(contentType), body);
  }

  private static HttpHeaders headers(String contentType) {
    return new DefaultHttpHeaders()
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        // Pages of other origins learn nothing, and nothing is taken for what it isn't.
        .set("X-Content-Type-Options", "nosniff")
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
  }
}
