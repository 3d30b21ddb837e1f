package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tool gives back.
 *
 * @param ok whether it did what was asked
 * @param text what the model is shown: the result, or what went wrong and what to do
 * @param source who wrote it, where that is neither the user nor this agent: {@code web}, or {@code
 *     mcp:} and a server's name; null for the workspace's own
 * @param files of the workspace that go with it
 */
public record ToolOutput(boolean ok, String text, @Nullable String source, List<ToolFile> files) {
  /** Without files. */
  public ToolOutput(boolean ok, String text, @Nullable String source) {
    this(ok, text, source, List.of());
  }

  /** Of the workspace. */
  public ToolOutput(boolean ok, String text) {
    this(ok, text, null);
  }

  public ToolOutput {
    Objects.requireNonNull(text, "text");
    files = List.copyOf(files);
  }

  public static ToolOutput ok(String text) {
    return new ToolOutput(true, text);
  }

  public static ToolOutput failed(String text) {
    return new ToolOutput(false, text);
  }

  /** The same, written by somebody else. */
  public ToolOutput from(String author) {
    return new ToolOutput(ok, text, author, files);
  }

  /** The same in other words. */
  public ToolOutput saying(String words) {
    return new ToolOutput(ok, words, source, files);
  }

  /** The same with a file. */
  public ToolOutput with(ToolFile file) {
    return new ToolOutput(ok, text, source, List.of(file));
  }
}
