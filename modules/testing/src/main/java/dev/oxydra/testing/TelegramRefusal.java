package dev.oxydra.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Json;

/** An error as Telegram answers it. */
final class TelegramRefusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient ObjectNode parameters;

  TelegramRefusal(int status, String description) {
    this(status, description, Json.mapper().createObjectNode());
  }

  TelegramRefusal(int status, String description, ObjectNode parameters) {
    super(description);
    this.status = status;
    this.parameters = parameters;
  }

  static TelegramRefusal bad(String description) {
    return new TelegramRefusal(400, "Bad Request: " + description);
  }

  static TelegramRefusal tooMany(int seconds) {
    return new TelegramRefusal(
        429,
        "Too Many Requests: retry after " + seconds,
        Json.mapper().createObjectNode().put("retry_after", seconds));
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    ObjectNode body = Json.mapper().createObjectNode().put("ok", false);
    body.put("error_code", status).put("description", getMessage());
    if (!parameters.isEmpty()) {
      body.set("parameters", parameters);
    }
    return body;
  }
}
