package dev.oxydra.types;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One part of a {@link Message}, in the order in which the model or the user gave it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Content.Text.class, name = "text"),
  @JsonSubTypes.Type(value = Content.Reasoning.class, name = "reasoning"),
  @JsonSubTypes.Type(value = Content.Opaque.class, name = "opaque"),
  @JsonSubTypes.Type(value = Attachment.class, name = "attachment"),
  @JsonSubTypes.Type(value = ToolCall.class, name = "tool_call"),
  @JsonSubTypes.Type(value = ToolResult.class, name = "tool_result"),
})
public sealed interface Content
    permits Content.Text, Content.Reasoning, Content.Opaque, Attachment, ToolCall, ToolResult {

  /** Plain or Markdown text. */
  record Text(String text) implements Content {
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * What a model thought before it answered.
   *
   * @param signature what Anthropic wants back unchanged with the text; null from everybody else
   */
  record Reasoning(String text, @Nullable String signature) implements Content {
    public Reasoning {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * What a provider wants back unchanged, in the place where it stood: an encrypted thought, a
   * signature of the part that follows. Nobody else is sent it, and nobody is shown it.
   *
   * @param protocol the provider type that understands it, such as {@code gemini}
   * @param data what it is, in that protocol's terms
   */
  record Opaque(String protocol, JsonNode data) implements Content {
    public Opaque {
      Objects.requireNonNull(protocol, "protocol");
      Objects.requireNonNull(data, "data");
    }
  }
}
