package dev.oxydra.types;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A piece of a model's answer while it comes in. The whole answer is the {@link Completion}. */
public sealed interface StreamEvent {

  /** More of the answer's text. */
  record TextDelta(String text) implements StreamEvent {
    public TextDelta {
      Objects.requireNonNull(text, "text");
    }
  }

  /** More of what the model thinks. */
  record ReasoningDelta(String text) implements StreamEvent {
    public ReasoningDelta {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * More of a tool call.
   *
   * @param index which of the answer's calls, from 0
   * @param id the call's id, once known
   * @param name the tool's name, once known
   * @param arguments the next fragment of the arguments' JSON text
   */
  record ToolCallDelta(int index, @Nullable String id, @Nullable String name, String arguments)
      implements StreamEvent {
    public ToolCallDelta {
      Objects.requireNonNull(arguments, "arguments");
    }
  }
}
