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
 * @param options how it is to answer
 */
public record ModelRequest(
    ModelRef model,
    String system,
    List<Message> messages,
    List<ToolSpec> tools,
    ModelOptions options) {
  public ModelRequest {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(system, "system");
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    Objects.requireNonNull(options, "options");
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("messages must not be empty");
    }
  }

  /** With {@link ModelOptions#DEFAULT}. */
  public ModelRequest(ModelRef model, String system, List<Message> messages, List<ToolSpec> tools) {
    this(model, system, messages, tools, ModelOptions.DEFAULT);
  }

  /** The same of another model. */
  public ModelRequest to(ModelRef other) {
    return new ModelRequest(other, system, messages, tools, options);
  }

  /** The same with another conversation. */
  public ModelRequest with(List<Message> others) {
    return new ModelRequest(model, system, others, tools, options);
  }

  /** The same with other options. */
  public ModelRequest with(ModelOptions others) {
    return new ModelRequest(model, system, messages, tools, others);
  }
}
