package dev.oxydra.provider.anthropic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.oxydra.types.Completion;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ProviderId;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose thoughts an answer holds. Several providers speak this protocol, and each takes back only
 * the signatures that it gave: with another's, it would refuse the conversation for good.
 */
final class ThoughtsOwner {
  private static final String FIELD = "thoughts_of";

  private ThoughtsOwner() {}

  /** The answer with a note of who gave it, if it holds thoughts. */
  static Completion noted(Completion answer, ProviderId provider) {
    Message message = answer.message();
    if (message.parts(Content.Opaque.class).isEmpty()
        && message.parts(Content.Reasoning.class).isEmpty()) {
      return answer;
    }
    List<Content> content = new ArrayList<>(message.content());
    content.add(
        new Content.Opaque(
            Conversation.PROTOCOL,
            JsonNodeFactory.instance.objectNode().put(FIELD, provider.value())));
    return new Completion(
        new Message(message.role(), content), answer.finishReason(), answer.usage());
  }

  /** Whether a part is such a note, which isn't sent. */
  static boolean isNote(Content.Opaque part) {
    return part.data().has(FIELD);
  }

  /** Whether the thoughts of a message, if there are any, may be sent to {@code provider}. */
  static boolean is(ProviderId provider, Message message) {
    return message.parts(Content.Opaque.class).stream()
        .filter(part -> part.protocol().equals(Conversation.PROTOCOL) && isNote(part))
        .allMatch(part -> part.data().path(FIELD).asText().equals(provider.value()));
  }
}
