package dev.oxydra.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request that may pass, with its whole body.
 *
 * @param segments what stands in the variable parts of its path
 * @param query the parameters of its query, decoded
 * @param body valid while the request is handled
 * @param credential what it shows of the token; more than enough, unless its route is open
 */
record HttpCall(
    Map<String, String> segments,
    Map<String, List<String>> query,
    HttpHeaders headers,
    ByteBuf body,
    Admission.Credential credential,
    HttpExchange exchange) {

  /** A variable part of the path. */
  String segment(String name) {
    return segments.getOrDefault(name, "");
  }

  /**
   * A parameter of the query; null where it isn't there.
   *
   * @throws HttpRefusalException when it is there twice
   */
  @Nullable String parameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw HttpRefusalException.invalid(name, "it is there " + values.size() + " times");
    }
    return values.isEmpty() ? null : values.getFirst();
  }

  /** A parameter that is a whole number; {@code absent} where it isn't there. */
  long number(String name, long min, long max, long absent) {
    String text = parameter(name);
    return text == null ? absent : number(name, text, min, max);
  }

  /**
   * A whole number.
   *
   * @param name to be named when it isn't one
   */
  static long number(String name, String text, long min, long max) {
    try {
      long value = text.matches("[0-9]{1,19}") ? Long.parseLong(text) : -1;
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) { // it is too long
    }
    throw HttpRefusalException.invalid(name, "a number from %d to %d".formatted(min, max));
  }

  /** A parameter that is {@code true} or {@code false}; false where it isn't there. */
  boolean flag(String name) {
    String text = parameter(name);
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.equals("true")) {
      return true;
    }
    throw HttpRefusalException.invalid(name, "true or false");
  }
}
