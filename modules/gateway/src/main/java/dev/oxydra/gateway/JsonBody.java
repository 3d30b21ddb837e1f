package dev.oxydra.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import dev.oxydra.types.JsonProblem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The JSON object in the body of an HTTP request. */
final class JsonBody {
  private JsonBody() {}

  /**
   * Reads it.
   *
   * @throws HttpRefusalException when it is not an object of that type, and why
   */
  static <T> T read(ByteBuf body, Class<T> type) {
    JsonNode json = parse(body);
    if (!json.isObject()) {
      throw malformed("The body must be a JSON object");
    }
    try {
      return Json.mapper().treeToValue(json, type);
    } catch (JsonProcessingException e) {
      JsonProblem problem = JsonProblem.of(e);
      throw new HttpRefusalException(
          HttpResponseStatus.BAD_REQUEST,
          problem.reason() == null ? "missing_field" : "invalid_field",
          problem.message(""));
    }
  }

  private static JsonNode parse(ByteBuf body) {
    var strict = StandardCharsets.UTF_8.newDecoder();
    try (var reader = new InputStreamReader(new ByteBufInputStream(body), strict)) {
      return Json.mapper().readTree(reader);
    } catch (JsonProcessingException e) {
      throw malformed("Malformed JSON: " + e.getOriginalMessage());
    } catch (CharacterCodingException e) {
      throw malformed("The body is not valid UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("A body that is in memory can't be read", e);
    }
  }

  private static HttpRefusalException malformed(String message) {
    return new HttpRefusalException(HttpResponseStatus.BAD_REQUEST, "malformed_json", message);
  }
}
