package dev.oxydra.runtime;

import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ToolCall;
import dev.oxydra.types.Uuid7;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The ids of one turn's tool calls. Results and screens find a call by its id, but some servers
 * leave it empty or count from 0 in every answer: such a call gets an id of its own.
 */
final class CallIds {
  private final Set<String> taken = new HashSet<>();

  /**
   * @param before what was said before; ids in it are taken
   */
  CallIds(List<Message> before) {
    before.stream()
        .flatMap(message -> message.toolCalls().stream())
        .map(ToolCall::id)
        .forEach(taken::add);
  }

  /** The same message, with ids that no call of this turn has had before. */
  Message distinct(Message message) {
    List<Content> content = message.content().stream().map(this::distinct).toList();
    return content.equals(message.content()) ? message : new Message(message.role(), content);
  }

  private Content distinct(Content part) {
    if (!(part instanceof ToolCall call) || (!call.id().isBlank() && taken.add(call.id()))) {
      return part;
    }
    return new ToolCall("call_" + Uuid7.create(), call.name(), call.arguments());
  }
}
