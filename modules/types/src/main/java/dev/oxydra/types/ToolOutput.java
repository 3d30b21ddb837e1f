package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tool gives back.
 *
 * @param ok whether it did what was asked
 * @param text what the model is shown: the result, or what went wrong and what to do
 * @param source who wrote it, where that is neither the user nor this agent: {@code web}, or {@code
 *     mcp:} and a server's name; null for the workspace's own
 */
public record ToolOutput(boolean ok, String text, @Nullable String source) {
  /** Of the workspace. */
  public ToolOutput(boolean ok, String text) {
    this(ok, text, null);
  }

  public ToolOutput {
    Objects.requireNonNull(text, "text");
  }

  public static ToolOutput ok(String text) {
    return new ToolOutput(true, text);
  }

  public static ToolOutput failed(String text) {
    return new ToolOutput(false, text);
  }

  /** The same, written by somebody else. */
  public ToolOutput from(String author) {
    return new ToolOutput(ok, text, author);
  }
}
