package dev.oxydra.runner.broker;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** The broker answers itself. The message is for the guest's model client: it holds no secret. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient HttpResponseStatus status;
  private final String type;
  private final String code;

  Refusal(HttpResponseStatus status, String type, String code, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.code = code;
  }

  Refusal(HttpResponseStatus status, String type, String code, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.type = type;
    this.code = code;
  }

  static Refusal badRequest(String code, String message) {
    return new Refusal(HttpResponseStatus.BAD_REQUEST, "invalid_request_error", code, message);
  }

  HttpResponseStatus status() {
    return status;
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
