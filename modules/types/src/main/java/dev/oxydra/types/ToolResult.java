package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * How a {@link ToolCall} ended. A failure is a result that the model reads, not an exception.
 *
 * @param callId the id of the call
 * @param outcome how it ended
 * @param text what the model is shown
 * @param attachments files that it is shown beside the text
 */
public record ToolResult(
    String callId,
    Outcome outcome,
    String text,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Attachment> attachments)
    implements Content {
  /** Text alone. */
  public ToolResult(String callId, Outcome outcome, String text) {
    this(callId, outcome, text, List.of());
  }

  public ToolResult {
    Objects.requireNonNull(callId, "call_id");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(text, "text");
    attachments = attachments == null ? List.of() : List.copyOf(attachments);
  }

  /** The same with another text and other files. */
  public ToolResult with(String words, List<Attachment> files) {
    return new ToolResult(callId, outcome, words, files);
  }

  /** How a call ended. */
  public enum Outcome {
    /** It did what was asked. */
    @JsonProperty("ok")
    OK,
    /** It was refused or failed; the text says why. */
    @JsonProperty("error")
    ERROR,
    /** The turn was cancelled before it ended. */
    @JsonProperty("cancelled")
    CANCELLED,
    /** A crash came in between: it may or may not have happened. */
    @JsonProperty("unknown")
    UNKNOWN
  }
}
