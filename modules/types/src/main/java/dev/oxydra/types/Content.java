package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One part of a {@link Message}, in the order in which the model or the user gave it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Content.Text.class, name = "text"),
  @JsonSubTypes.Type(value = Content.Reasoning.class, name = "reasoning"),
  @JsonSubTypes.Type(value = Attachment.class, name = "attachment"),
  @JsonSubTypes.Type(value = ToolCall.class, name = "tool_call"),
  @JsonSubTypes.Type(value = ToolResult.class, name = "tool_result"),
})
public sealed interface Content
    permits Content.Text, Content.Reasoning, Attachment, ToolCall, ToolResult {

  /** Plain or Markdown text. */
  record Text(String text) implements Content {
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * What a model thought before it answered.
   *
   * @param signature what the provider wants back unchanged with the text, if anything
   */
  record Reasoning(String text, @Nullable String signature) implements Content {
    public Reasoning {
      Objects.requireNonNull(text, "text");
    }
  }
}
