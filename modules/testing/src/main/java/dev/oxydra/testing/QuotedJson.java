package dev.oxydra.testing;

import com.fasterxml.jackson.databind.JsonNode;

/** JSON written with ' in place of ", which reads better in Java. */
public final class QuotedJson {
  private QuotedJson() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException when it is no JSON
   */
  public static JsonNode json(String text) {
    return Documents.parse(text.replace('\'', '"'));
  }
}
