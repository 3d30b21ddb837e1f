package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.oxydra.types.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a call was given, in the query and as JSON, as a form or in parts.
 *
 * @param values values of forms are texts, and of JSON what they are
 * @param files uploads by the name of their part
 */
record TelegramParameters(ObjectNode values, Map<String, Upload> files) {
  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)\"?");
  private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
  private static final Pattern FILE_NAME = Pattern.compile("filename=\"([^\"]*)\"");

  @SuppressWarnings("ArrayRecordComponent") // These are looked at, not compared.
  record Upload(String name, byte[] bytes) {}

  static TelegramParameters read(@Nullable String query, @Nullable String type, byte[] body)
      throws IOException {
    TelegramParameters all =
        new TelegramParameters(Json.mapper().createObjectNode(), new LinkedHashMap<>());
    all.form(query == null ? "" : query);
    String kind = type == null ? "" : type.toLowerCase(Locale.ROOT);
    if (kind.startsWith("application/json") && body.length > 0) {
      if (Json.mapper().readTree(body) instanceof ObjectNode json) {
        all.values.setAll(json);
      }
    } else if (kind.startsWith("application/x-www-form-urlencoded")) {
      all.form(new String(body, StandardCharsets.UTF_8));
    } else if (kind.startsWith("multipart/form-data")) {
      Matcher boundary = BOUNDARY.matcher(type == null ? "" : type);
      if (boundary.find()) {
        all.parts(boundary.group(1), body);
      }
    }
    return all;
  }

  private void form(String form) {
    for (String pair : form.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** In Latin 1 each byte is a character, so that places in the text are places in the bytes. */
  private void parts(String boundary, byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    String mark = "--" + boundary;
    int from = text.indexOf(mark);
    while (from >= 0) {
      int next = text.indexOf("\r\n" + mark, from);
      int head = text.indexOf("\r\n\r\n", from);
      if (next < 0 || head < 0 || head > next) {
        return;
      }
      byte[] value = text.substring(head + 4, next).getBytes(StandardCharsets.ISO_8859_1);
      String headers = utf8(text.substring(from, head).getBytes(StandardCharsets.ISO_8859_1));
      part(headers, value);
      from = next + 2;
    }
  }

  private void part(String headers, byte[] value) {
    Matcher name = NAME.matcher(headers);
    Matcher file = FILE_NAME.matcher(headers);
    if (name.find()) {
      if (file.find()) {
        files.put(name.group(1), new Upload(file.group(1), value));
      } else {
        values.put(name.group(1), utf8(value));
      }
    }
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  String text(String name) {
    return values.path(name).asText("");
  }

  long number(String name, long otherwise) {
    return values.path(name).asLong(otherwise);
  }

  /** What may be JSON or, in forms, a text of JSON; missing where it is neither. */
  JsonNode json(String name) throws IOException {
    JsonNode value = values.path(name);
    return value instanceof TextNode text ? Json.mapper().readTree(text.asText()) : value;
  }

  /** The upload of a parameter: its own part, or the one that it names by {@code attach://}. */
  @Nullable Upload upload(String name) {
    String value = text(name);
    return files.get(value.startsWith("attach://") ? value.substring(9) : name);
  }
}
