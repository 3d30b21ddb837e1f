package dev.oxydra.types;

import java.util.List;
import java.util.Objects;

/**
 * One call to a model.
 *
 * @param model which
 * @param system the system prompt; empty for none
 * @param messages the conversation, oldest first, never empty; each tool call is followed by its
 *     result
 * @param tools what it may call
 */
public record ModelRequest(
    ModelId model, String system, List<Message> messages, List<ToolSpec> tools) {
  public ModelRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(system, "system");
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages must not be empty");
    }
  }
}
