package dev.oxydra.types;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param content its parts, in order
 */
public record Message(Role role, List<Content> content) {
  public Message {
    Objects.requireNonNull(role, "role");
    content = List.copyOf(Objects.requireNonNull(content, "content"));
  }

  /** A message of the user with text alone. */
  public static Message user(String text) {
    return new Message(Role.USER, List.of(new Content.Text(text)));
  }

  /** An answer of the model with text alone. */
  public static Message assistant(String text) {
    return new Message(Role.ASSISTANT, List.of(new Content.Text(text)));
  }

  /** The results of tool calls, for the model. */
  public static Message toolResults(List<ToolResult> results) {
    return new Message(Role.TOOL, List.copyOf(results));
  }

  /** All text parts, joined; empty where there are none. */
  public String text() {
    return parts(Content.Text.class).stream().map(Content.Text::text).collect(Collectors.joining());
  }

  /** The tool calls in it, in the model's order. */
  public List<ToolCall> toolCalls() {
    return parts(ToolCall.class);
  }

  /** The parts of one kind, in order. */
  public <T extends Content> List<T> parts(Class<T> kind) {
    return content.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
