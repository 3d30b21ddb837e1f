package dev.oxydra.types;

import java.time.Duration;
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

  /**
   * The answer broke off, or did not begin, and is asked for again after a pause. The text so far
   * stands, and what comes goes on with it; reasoning and tool calls so far are void.
   *
   * @param reason what went wrong, for people
   * @param next who is asked
   * @param pause how long is waited before
   */
  record Retry(String reason, ModelRef next, Duration pause) implements StreamEvent {
    public Retry {
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(next, "next");
      Objects.requireNonNull(pause, "pause");
    }
  }
}
