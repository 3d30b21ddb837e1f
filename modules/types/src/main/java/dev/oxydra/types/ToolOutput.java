package dev.oxydra.types;

import java.util.Objects;

/**
 * What a tool gives back.
 *
 * @param ok whether it did what was asked
 * @param text what the model is shown: the result, or what went wrong and what to do
 */
public record ToolOutput(boolean ok, String text) {
  public ToolOutput {
    Objects.requireNonNull(text, "text");
  }

  public static ToolOutput ok(String text) {
    return new ToolOutput(true, text);
  }

  public static ToolOutput failed(String text) {
    return new ToolOutput(false, text);
  }
}
