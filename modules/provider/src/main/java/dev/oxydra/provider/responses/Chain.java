package dev.oxydra.provider.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.oxydra.types.Content;
import dev.oxydra.types.Message;
import dev.oxydra.types.ModelRequest;
import dev.oxydra.types.ProviderId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a conversation can go on from. Each answer carries a link: its id with the server, whose it
 * is, and a hash of the conversation up to it. The last link counts if the conversation is still
 * the same up to there: a compaction, an edit or another model breaks it.
 *
 * @param me the provider whose links count
 * @param previousId the answer that the server keeps; null for none
 * @param from the first message that the server doesn't have
 * @param prefix the hash of all messages
 */
record Chain(ProviderId me, @Nullable String previousId, int from, Prefix prefix) {
  static Chain of(ModelRequest request, ProviderId me) {
    List<Message> messages = request.messages();
    Conversation conversation = new Conversation(me, true, Prefix.FILES);
    Prefix prefix = new Prefix(request.model().model());
    int last = lastLink(messages, me);
    String previousId = null;
    for (int i = 0; i < messages.size(); i++) {
      prefix.add(conversation.items(messages.get(i)));
      JsonNode link = i == last ? linkOf(messages.get(i)) : null;
      if (link != null && link.path("prefix").asText().equals(prefix.hash())) {
        previousId = link.path("response_id").asText();
      }
    }
    return new Chain(me, previousId, previousId == null ? 0 : last + 1, prefix);
  }

  /** The last message with an answer that can be gone on from; -1 for none. */
  private static int lastLink(List<Message> messages, ProviderId me) {
    // There has to be something to say after it.
    for (int i = messages.size() - 2; i >= 0; i--) {
      JsonNode link = linkOf(messages.get(i));
      if (link != null && isOf(link, me) && link.hasNonNull("response_id")) {
        return i;
      }
    }
    return -1;
  }

  /** The link that a message carries; null for none. */
  static @Nullable JsonNode linkOf(Message message) {
    return message.parts(Content.Opaque.class).stream()
        .filter(part -> part.protocol().equals(Conversation.PROTOCOL))
        .map(Content.Opaque::data)
        .filter(data -> data.has("prefix"))
        .findFirst()
        .orElse(null);
  }

  /** Whether it is of an answer of that provider. */
  static boolean isOf(JsonNode link, ProviderId provider) {
    return link.path("provider").asText().equals(provider.value());
  }

  /** Whether the server need not be sent everything. */
  boolean goesOn() {
    return previousId != null;
  }

  /** The same with everything to be sent. */
  Chain broken() {
    return new Chain(me, null, 0, prefix);
  }

  /**
   * What an answer to the request carries.
   *
   * @param responseId null where the server doesn't keep it
   */
  Content.Opaque link(Message answer, @Nullable String responseId) {
    Prefix whole = prefix.copy();
    whole.add(new Conversation(me, true, Prefix.FILES).items(answer));
    ObjectNode link =
        JsonNodeFactory.instance
            .objectNode()
            .put("provider", me.value())
            .put("prefix", whole.hash());
    if (responseId != null) {
      link.put("response_id", responseId);
    }
    return new Content.Opaque(Conversation.PROTOCOL, link);
  }
}
