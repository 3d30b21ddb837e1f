package dev.oxydra.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.oxydra.types.Json;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.BiConsumer;

/** JSON objects, one a line, each ended by a line feed. */
final class JsonLines {
  static final String MEDIA_TYPE = "application/x-ndjson";

  private JsonLines() {}

  /** Writes a value a line, each when it is asked for, until the client has gone. */
  static HttpAnswer write(Iterator<?> values) {
    return HttpAnswer.stream(
        MEDIA_TYPE,
        exchange -> {
          while (values.hasNext() && exchange.write(line(values.next()))) {
            // on to the next
          }
        });
  }

  private static ByteBuf line(Object value) {
    return Unpooled.wrappedBuffer((Json.write(value) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a request's body, one line after the other; those that are blank are left out.
   *
   * @param taker is given each object with the number of its line, from the query's {@code
   *     first_line} on
   * @throws HttpRefusalException at the first line that is not an object
   */
  static void read(HttpCall call, BiConsumer<Integer, JsonNode> taker) {
    var strict = StandardCharsets.UTF_8.newDecoder();
    try (var reader =
        new BufferedReader(new InputStreamReader(new ByteBufInputStream(call.body()), strict))) {
      // A long file comes in several requests, and its lines are known by their own numbers.
      int number = (int) call.number("first_line", 1, Integer.MAX_VALUE / 2, 1) - 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        number++;
        if (!line.isBlank()) {
          taker.accept(number, object(number, line));
        }
      }
    } catch (CharacterCodingException e) {
      throw malformed("The body is not valid UTF-8");
    } catch (IOException e) {
      throw new UncheckedIOException("A body that is in memory can't be read", e);
    }
  }

  private static JsonNode object(int number, String line) {
    try {
      JsonNode json = Json.mapper().readTree(line);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw malformed("Line %d is malformed JSON: %s".formatted(number, e.getOriginalMessage()));
    }
    throw malformed("Line %d is not a JSON object".formatted(number));
  }

  private static HttpRefusalException malformed(String message) {
    return new HttpRefusalException(HttpResponseStatus.BAD_REQUEST, "malformed_json", message);
  }
}
